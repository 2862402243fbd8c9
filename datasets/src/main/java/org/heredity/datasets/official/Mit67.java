package org.heredity.datasets.official;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.datasets.LabelledFile;

/**
 * MIT Indoor Scenes 67 (Quattoni and Torralba, CVPR 2009): {@code Images/<class>/} and two lists of
 * such files, {@code TrainImages.txt} and {@code TestImages.txt}, with 77 to 83 and 17 to 23 images
 * of a class. Classes in the order of their names.
 */
final class Mit67 implements Layout {
  private static final String TRAIN = "TrainImages.txt";
  private static final String TEST = "TestImages.txt";

  @Override
  public String name() {
    return "mit67";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
        "MIT Indoor Scenes 67",
        67,
        5360,
        1340,
        "for research; the photographs belong to their authors",
        "https://web.mit.edu/torralba/www/indoor.html");
  }

  @Override
  public List<Part> archives() {
    return List.of(new Part("indoorCVPR_09.tar", "Images/"));
  }

  @Override
  public List<String> companions() {
    return List.of(TRAIN, TEST);
  }

  @Override
  public boolean matches(Clues clues) {
    return clues.has(TRAIN) && clues.has(TEST);
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    List<String> train = contents.lines(TRAIN);
    List<String> test = contents.lines(TEST);
    TreeSet<String> names = new TreeSet<>();
    train.forEach(line -> names.add(classOf(contents, TRAIN, line)));
    List<String> classes = List.copyOf(names);
    String above = contents.above("Images");
    return contents.open(
        request,
        above,
        classes,
        files(contents, TRAIN, train, classes),
        files(contents, TEST, test, classes));
  }

  private static List<LabelledFile> files(
      Contents contents, String list, List<String> lines, List<String> classes) {
    List<LabelledFile> files = new ArrayList<>();
    for (String line : lines) {
      int label = classes.indexOf(classOf(contents, list, line));
      if (label < 0) {
        throw contents.wrong(
            contents.file(list), "the class of '" + line + "' has no training image");
      }
      files.add(new LabelledFile("Images/" + line, "Images/" + line, label));
    }
    return files;
  }

  private static String classOf(Contents contents, String list, String line) {
    int slash = line.indexOf('/');
    if (slash < 1) {
      throw contents.wrong(
          contents.file(list), "expected lines of <class>/<image>, got '" + line + "'");
    }
    return line.substring(0, slash);
  }
}
