package org.heredity.datasets.official;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.datasets.LabelledFile;

/**
 * Oxford Flowers 102 (Nilsback and Zisserman, ICVGIP 2008): {@code jpg/image_00001.jpg} and on,
 * {@code imagelabels.mat}, {@code setid.mat}. Trained on {@code trnid} and {@code valid} together,
 * as ReMoS and SEAM do, tested on {@code tstid}. The class names are those of the publishers' page,
 * as the files have none.
 */
final class Flowers102 implements Layout {
  private static final int CLASSES = 102;
  private static final int MOST_IMAGES = 99_999;
  private static final String LABELS = "imagelabels.mat";
  private static final String SPLIT = "setid.mat";

  @Override
  public String name() {
    return "flowers102";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
            "Oxford Flowers 102, trained on trnid and valid",
            CLASSES,
            2040,
            6149,
            "for research; the photographs belong to their authors",
            "https://www.robots.ox.ac.uk/~vgg/data/flowers/102/")
        .perClass(20, 0);
  }

  @Override
  public List<Part> archives() {
    return List.of(new Part("102flowers.tgz", "jpg/"));
  }

  @Override
  public List<String> companions() {
    return List.of(LABELS, SPLIT);
  }

  @Override
  public boolean matches(Clues clues) {
    return clues.has(LABELS) && clues.has(SPLIT);
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    int[] labels = new MatFile(contents, LABELS).integers("labels", 1, CLASSES);
    MatFile split = new MatFile(contents, SPLIT);
    List<LabelledFile> train = new ArrayList<>();
    for (String part : List.of("trnid", "valid")) {
      train.addAll(files(split, part, labels));
    }
    String above = contents.above("jpg");
    return contents.open(request, above, classes(), train, files(split, "tstid", labels));
  }

  private static List<LabelledFile> files(MatFile split, String part, int[] labels) {
    List<LabelledFile> files = new ArrayList<>();
    for (int number : split.integers(part, 1, MOST_IMAGES)) {
      if (number > labels.length) {
        throw split.wrong(
            "'" + part + "' has image " + number + ", but there are " + labels.length + " labels");
      }
      String file = "jpg/image_%05d.jpg".formatted(number);
      files.add(new LabelledFile(file, file, labels[number - 1] - 1));
    }
    return files;
  }

  private static List<String> classes() {
    try (InputStream in = Flowers102.class.getResourceAsStream("flowers102-classes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
