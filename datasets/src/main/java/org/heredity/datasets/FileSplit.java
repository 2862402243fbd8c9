package org.heredity.datasets;

import java.util.Arrays;
import java.util.List;
import org.heredity.data.DataException;
import org.heredity.data.Randomness;
import org.heredity.data.StratifiedSplit;
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
    int[] labels = files.stream().mapToInt(LabelledFile::label).toArray();
    for (int c = 0; c < classes.size(); c++) {
      int label = c;
      List<LabelledFile> members = files.stream().filter(f -> f.label() == label).limit(2).toList();
      if (members.size() < 2) {
        throw new DataException(
            tree.display(members.get(0).file())
                + ": is the only image of class '"
                + classes.get(c)
                + "'; a split needs at least 2, add images or remove the class");
      }
    }
    String[] ids = files.stream().map(LabelledFile::id).toArray(String[]::new);
    // The order of the uniform numbers, which are the upper 53 bits.
    StratifiedSplit split =
        StratifiedSplit.of(labels, ids, TEST_SHARE, id -> randomness.at(id).bits(0) >>> 11);
    return new FileSplit(
        Arrays.stream(split.retained()).mapToObj(files::get).toList(),
        Arrays.stream(split.heldOut()).mapToObj(files::get).toList());
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
