package org.heredity.datasets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heredity.data.DataException;
import org.heredity.data.Randomness;
import org.heredity.datasets.files.FileTree;

/**
 * A split of images that come without one: of every class the fifth whose random numbers, from
 * (seed, id), are smallest is for the test, at least one. Whether an image is in the test changes
 * little when others come or go.
 *
 * @param train the rest, in order
 * @param test the fifth, in order
 */
record FileSplit(List<LabelledFile> train, List<LabelledFile> test) {
  private static final double TEST_SHARE = 0.2;

  static FileSplit of(FileTree tree, List<String> classes, List<LabelledFile> files, long seed) {
    Randomness randomness = Randomness.of(seed).at("split");
    Set<LabelledFile> chosen = new HashSet<>();
    for (int c = 0; c < classes.size(); c++) {
      int label = c;
      List<LabelledFile> members = files.stream().filter(f -> f.label() == label).toList();
      if (members.size() < 2) {
        throw new DataException(
            tree.display(members.get(0).file())
                + ": is the only image of class '"
                + classes.get(c)
                + "'; a split needs at least 2, add images or remove the class");
      }
      int count = (int) Math.max(1, Math.round(TEST_SHARE * members.size()));
      members.stream()
          .sorted(Comparator.comparing(f -> randomness.at(f.id()).uniformDouble(0)))
          .limit(count)
          .forEach(chosen::add);
    }
    List<LabelledFile> train = new ArrayList<>();
    List<LabelledFile> test = new ArrayList<>();
    files.forEach(file -> (chosen.contains(file) ? test : train).add(file));
    return new FileSplit(train, test);
  }

  String note(long seed) {
    return "The images came without a split: "
        + test.size()
        + " of "
        + (train.size() + test.size())
        + " were set apart for the test, stratified by class, with seed "
        + seed
        + ".";
  }
}
