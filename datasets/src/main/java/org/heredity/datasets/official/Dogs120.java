package org.heredity.datasets.official;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.datasets.LabelledFile;

/**
 * Stanford Dogs 120 (Khosla et al., FGVC 2011): {@code Images/<WordNet id>-<breed>/} and the
 * publishers' {@code train_list.mat} and {@code test_list.mat} with {@code file_list} and {@code
 * labels}, 1 to 120. A class has its breed as name.
 */
final class Dogs120 implements Layout {
  private static final String TRAIN = "train_list.mat";
  private static final String TEST = "test_list.mat";
  private static final int CLASSES = 120;

  @Override
  public String name() {
    return "dogs120";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
            "Stanford Dogs 120",
            CLASSES,
            12000,
            8580,
            "the terms of ImageNet: non-commercial research and education",
            "http://vision.stanford.edu/aditya86/ImageNetDogs/")
        .perClass(100, 0);
  }

  @Override
  public List<Part> archives() {
    return List.of(new Part("images.tar", "Images/"), new Part("lists.tar", TRAIN));
  }

  @Override
  public List<String> companions() {
    return List.of(TRAIN, TEST);
  }

  @Override
  public boolean matches(Clues clues) {
    return clues.has(TRAIN) && clues.has(TEST)
        || clues.has("lists/" + TRAIN) && clues.has("lists/" + TEST)
        || clues.has("images.tar") && clues.has("lists.tar");
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    TreeMap<Integer, String> breeds = new TreeMap<>();
    List<LabelledFile> train = files(new MatFile(contents, TRAIN), breeds);
    List<LabelledFile> test = files(new MatFile(contents, TEST), breeds);
    if (breeds.lastKey() != breeds.size()) {
      throw contents.wrong(
          contents.file(TRAIN),
          "has " + breeds.size() + " classes up to " + breeds.lastKey() + ", expected no gaps");
    }
    String above = contents.above("Images");
    return contents.open(request, above, List.copyOf(breeds.values()), train, test);
  }

  private static List<LabelledFile> files(MatFile list, TreeMap<Integer, String> breeds) {
    List<String> names = list.texts("file_list");
    int[] labels = list.integers("labels", 1, CLASSES);
    if (names.size() != labels.length) {
      throw list.wrong("has " + names.size() + " files and " + labels.length + " labels");
    }
    List<LabelledFile> files = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      String name = names.get(i);
      int dash = name.indexOf('-');
      int slash = name.indexOf('/');
      if (dash < 0 || slash < dash) {
        throw list.wrong("expected files as <WordNet id>-<breed>/<image>, got '" + name + "'");
      }
      String breed = name.substring(dash + 1, slash);
      String other = breeds.putIfAbsent(labels[i], breed);
      if (other != null && !other.equals(breed)) {
        throw list.wrong("class " + labels[i] + " is both '" + other + "' and '" + breed + "'");
      }
      files.add(new LabelledFile("Images/" + name, "Images/" + name, labels[i] - 1));
    }
    return files;
  }
}
