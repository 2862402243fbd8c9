package org.heredity.datasets.official;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.datasets.LabelledFile;

/**
 * Caltech-UCSD Birds-200-2011 (Wah et al., 2011): {@code images/}, {@code images.txt}, {@code
 * image_class_labels.txt}, {@code train_test_split.txt} and {@code classes.txt}, each line a number
 * and what belongs to it.
 */
final class Cub200 implements Layout {
  @Override
  public String name() {
    return "cub200";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
        "Caltech-UCSD Birds-200-2011",
        200,
        5994,
        5794,
        "non-commercial research and education",
        "https://www.vision.caltech.edu/datasets/cub_200_2011/");
  }

  @Override
  public List<Part> archives() {
    return List.of(new Part("CUB_200_2011.tgz", "train_test_split.txt"));
  }

  @Override
  public boolean matches(Clues clues) {
    return clues.called("CUB_200_2011.tgz")
        || clues.has("train_test_split.txt") && clues.has("image_class_labels.txt");
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    Map<String, String> classes = table(contents, "classes.txt");
    List<String> numbers = new ArrayList<>(classes.keySet());
    Map<String, String> labels = table(contents, "image_class_labels.txt");
    Map<String, String> split = table(contents, "train_test_split.txt");
    List<LabelledFile> train = new ArrayList<>();
    List<LabelledFile> test = new ArrayList<>();
    table(contents, "images.txt")
        .forEach(
            (number, name) -> {
              int label = numbers.indexOf(labels.get(number));
              String set = split.getOrDefault(number, "");
              if (label < 0 || !set.equals("0") && !set.equals("1")) {
                throw contents.wrong(
                    contents.file("images.txt"),
                    "image "
                        + number
                        + " has class "
                        + labels.get(number)
                        + " and split '"
                        + set
                        + "' in the other lists, expected one of classes.txt and 0 or 1");
              }
              String file = "images/" + name;
              (set.equals("1") ? train : test).add(new LabelledFile(file, file, label));
            });
    String above = contents.above("images");
    return contents.open(request, above, List.copyOf(classes.values()), train, test);
  }

  /** What belongs to each number, in the file's order. */
  private static Map<String, String> table(Contents contents, String name) {
    Map<String, String> table = new LinkedHashMap<>();
    for (String line : contents.lines(name)) {
      String[] columns = line.split("\\s+", 2);
      if (columns.length < 2 || table.put(columns[0], columns[1]) != null) {
        throw contents.wrong(
            contents.file(name), "expected lines of a new number and a text, got '" + line + "'");
      }
    }
    return table;
  }
}
