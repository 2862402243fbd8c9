package org.heredity.datasets.official;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.datasets.LabelledFile;
import org.heredity.datasets.files.FileTree.TreeFile;

/**
 * ImageNet ILSVRC (Russakovsky et al., IJCV 2015), or some of its classes: {@code train/<WordNet
 * id>/} and {@code val/<WordNet id>/}, the latter for the test, as torchvision and most scripts lay
 * it out. Classes in the order of their ids; with {@code LOC_synset_mapping.txt} (an id, then
 * words, a line) the words are their names.
 */
final class ImageNet implements Layout {
  private static final String WORDNET_ID = "n\\d{8}";
  private static final String WORDS = "LOC_synset_mapping.txt";

  @Override
  public String name() {
    return "imagenet";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
            "ImageNet ILSVRC 2012 in class folders train/ and val/",
            1000,
            1281167,
            50000,
            "non-commercial research and education, on registration",
            "https://www.image-net.org/download.php")
        .perClass(0, 50);
  }

  @Override
  public List<Part> archives() {
    return List.of();
  }

  @Override
  public boolean matches(Clues clues) {
    Set<String> train = clues.foldersIn("train");
    Set<String> val = clues.foldersIn("val");
    return !train.isEmpty()
        && !val.isEmpty()
        && train.stream().allMatch(name -> name.matches(WORDNET_ID))
        && val.stream().allMatch(name -> name.matches(WORDNET_ID));
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    String above = contents.above("train");
    List<String> ids = ids(contents, above);
    Map<String, Integer> labels = new HashMap<>();
    ids.forEach(id -> labels.put(id, labels.size()));
    List<LabelledFile> train = new ArrayList<>();
    List<LabelledFile> test = new ArrayList<>();
    for (TreeFile file : contents.tree().files()) {
      String[] parts = parts(file, above);
      boolean trained = parts[0].equals("train");
      if (parts.length == 3 && (trained || parts[0].equals("val"))) {
        Integer label = labels.get(parts[1]);
        if (label == null) {
          throw new DataException(
              contents.tree().display(file.name())
                  + ": class '"
                  + parts[1]
                  + "' is in val but not in train; add its training images or remove it");
        }
        String name = file.name().substring(above.length());
        (trained ? train : test).add(new LabelledFile(name, name, label));
      }
    }
    return contents.open(request, above, names(contents, ids), train, test);
  }

  /** Groups are mapped from WordNet ids, not from words. */
  @Override
  public Optional<Superclasses> superclasses(Contents contents, DatasetRequest request) {
    return contents.superclasses(() -> ids(contents, contents.above("train")));
  }

  private static List<String> ids(Contents contents, String above) {
    TreeSet<String> ids = new TreeSet<>();
    for (TreeFile file : contents.tree().files()) {
      String[] parts = parts(file, above);
      if (parts.length == 3 && parts[0].equals("train")) {
        ids.add(parts[1]);
      }
    }
    return List.copyOf(ids);
  }

  private static String[] parts(TreeFile file, String above) {
    return file.name().startsWith(above)
        ? file.name().substring(above.length()).split("/")
        : new String[] {""};
  }

  private static List<String> names(Contents contents, List<String> ids) {
    if (!contents.provides(WORDS)) {
      return ids;
    }
    Map<String, String> words = new HashMap<>();
    for (String line : contents.lines(WORDS)) {
      String[] columns = line.split("\\s+", 2);
      words.put(columns[0], columns[columns.length - 1]);
    }
    return ids.stream().map(id -> words.getOrDefault(id, id)).toList();
  }
}
