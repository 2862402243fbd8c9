package org.heredity.datasets.official;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.datasets.LabelledFile;

/**
 * Stanford 40 Actions (Yao et al., ICCV 2011): {@code JPEGImages/} and, in {@code ImageSplits/},
 * {@code actions.txt} (a heading, then an action and its number of images a line) and a list of
 * images for every action and split.
 */
final class Stanford40 implements Layout {
  private static final String ACTIONS = "ImageSplits/actions.txt";

  @Override
  public String name() {
    return "stanford40";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
            "Stanford 40 Actions",
            40,
            4000,
            5532,
            "for research; the photographs belong to their authors",
            "http://vision.stanford.edu/Datasets/40actions.html")
        .perClass(100, 0);
  }

  @Override
  public List<Part> archives() {
    return List.of(
        new Part("Stanford40.zip", "JPEGImages/"),
        new Part("Stanford40_JPEGImages.zip", "JPEGImages/"),
        new Part("Stanford40_ImageSplits.zip", "ImageSplits/"));
  }

  @Override
  public boolean matches(Clues clues) {
    return clues.has(ACTIONS)
        || clues.called("Stanford40.zip")
        || clues.called("Stanford40_ImageSplits.zip");
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    List<String> classes = new ArrayList<>();
    List<String> lines = contents.lines(ACTIONS);
    for (String line : lines.subList(1, lines.size())) {
      classes.add(line.split("\\s+")[0]);
    }
    List<LabelledFile> train = new ArrayList<>();
    List<LabelledFile> test = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      add(contents, classes.get(label) + "_train.txt", label, train);
      add(contents, classes.get(label) + "_test.txt", label, test);
    }
    String above = contents.above("JPEGImages");
    return contents.open(request, above, classes, train, test);
  }

  private static void add(Contents contents, String list, int label, List<LabelledFile> files) {
    for (String line : contents.lines("ImageSplits/" + list)) {
      files.add(new LabelledFile("JPEGImages/" + line, "JPEGImages/" + line, label));
    }
  }
}
