package org.heredity.datasets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.heredity.data.DataException;
import org.heredity.datasets.files.FileTree;

/**
 * Where the class folders of a tree are: the only place that has splits, at any depth, or else the
 * first folder that holds more than one folder with images. What could be read in two ways is an
 * error that names both.
 *
 * @param root the folder of that place, with a slash at its end, or nothing
 * @param sections where each split's class folders are; without a test where there is none
 * @param notes what was decided, one sentence each
 */
record FolderLayout(String root, Map<Split, Section> sections, List<String> notes) {
  private static final int NAMED = 5;

  /**
   * Class folders of one split.
   *
   * @param folder that they are in, with a slash at its end, or nothing
   * @param inside where every class folder has splits in it, the one that counts
   */
  record Section(String folder, Optional<Split> inside) {}

  /** Finds the class folders. */
  static FolderLayout find(FileTree tree, Folder top) {
    List<Folder> places = places(top);
    if (places.size() > 1) {
      throw ambiguous(tree, "there are splits in " + paths(places));
    }
    return places.isEmpty() ? classes(tree, top) : splits(tree, top, places.get(0));
  }

  private static List<Folder> places(Folder folder) {
    if (folder.children().stream().anyMatch(FolderLayout::isSplit)) {
      return List.of(folder);
    }
    return folder.filled().stream().flatMap(child -> places(child).stream()).toList();
  }

  /** A folder that is only called like a split and holds images itself may be a class. */
  private static boolean isSplit(Folder folder) {
    return Split.named(folder.name()).isPresent() && !folder.filled().isEmpty();
  }

  private static FolderLayout splits(FileTree tree, Folder top, Folder place) {
    List<String> notes = new ArrayList<>();
    Map<Split, Folder> found = new EnumMap<>(Split.class);
    for (Folder folder : place.children()) {
      Optional<Split> split = Split.named(folder.name());
      if (isSplit(folder)) {
        Folder other = found.putIfAbsent(split.get(), folder);
        if (other != null) {
          throw new DataException(
              "%s: '%s' and '%s' both look like the %s split; put their images together, or rename one"
                  .formatted(
                      where(tree, place), other.name(), folder.name(), split.get().adjective()));
        }
      } else if (split.isPresent()) {
        String what = folder.images() == 0 ? "no images" : "no class folders, so no labels";
        notes.add("'" + folder.name() + "' has " + what + " and is left out.");
      }
    }
    requireNoClasses(tree, place, found);
    if (!found.containsKey(Split.TRAIN)) {
      throw new DataException(
          tree.display(place.path() + "train")
              + ": expected training images in class folders beside '"
              + found.values().iterator().next().name()
              + "', found none; add them");
    }
    if (isTest(Split.VALIDATION, found.keySet())) {
      found.put(Split.TEST, found.remove(Split.VALIDATION));
      notes.add(validationIsTest(found.get(Split.TEST).name()));
    } else if (found.containsKey(Split.VALIDATION)) {
      notes.add(validationIsUsed(found.get(Split.VALIDATION).name()));
    }
    Map<Split, Section> sections = new EnumMap<>(Split.class);
    Folder train = unwrapped(found.get(Split.TRAIN), Set.of());
    Set<String> names = train.children().stream().map(Folder::name).collect(Collectors.toSet());
    found.replaceAll((split, folder) -> split == Split.TRAIN ? train : unwrapped(folder, names));
    found.forEach((split, f) -> sections.put(split, new Section(f.path(), Optional.empty())));
    noteOutside(top, found.values(), notes);
    return new FolderLayout(place.path(), sections, notes);
  }

  /** Of classes one may be called like a split, and hold folders. */
  private static void requireNoClasses(FileTree tree, Folder place, Map<Split, Folder> found) {
    List<Folder> others =
        place.filled().stream().filter(folder -> Split.named(folder.name()).isEmpty()).toList();
    if (found.size() == 1 && others.size() > 1) {
      Folder split = found.values().iterator().next();
      throw new DataException(
          "%s: '%s' looks like a split, with class folders in it, but beside it are %s; move them away if it is one, or rename it if it is a class"
              .formatted(where(tree, place), split.name(), paths(others)));
    }
  }

  /** Without folders around all class folders, such as {@code train/train/}. */
  private static Folder unwrapped(Folder split, Set<String> classes) {
    Folder folder = split;
    while (!folder.holdsImages() && folder.filled().size() == 1) {
      Folder only = folder.filled().get(0);
      if (only.filled().isEmpty() || classes.contains(only.name())) {
        break;
      }
      folder = only;
    }
    return folder;
  }

  private static FolderLayout classes(FileTree tree, Folder top) {
    Folder place = top;
    while (place.filled().size() == 1 && !place.filled().get(0).filled().isEmpty()) {
      place = place.filled().get(0);
    }
    List<Folder> classes = place.filled();
    List<Folder> splits =
        classes.stream().filter(folder -> Split.named(folder.name()).isPresent()).toList();
    if (splits.size() > 1) {
      throw new DataException(
          "%s: %s look like splits, but hold images without class folders; put the images into %s<class>/, or rename the folders if they are classes"
              .formatted(where(tree, place), paths(splits), splits.get(0).path()));
    }
    List<String> notes = new ArrayList<>();
    noteOutside(top, List.of(place), notes);
    Map<Split, Section> sections = new EnumMap<>(Split.class);
    Map<Split, String> inside = inside(tree, place, classes);
    String root = place.path();
    inside.forEach(
        (split, name) -> {
          boolean test = isTest(split, inside.keySet());
          sections.put(test ? Split.TEST : split, new Section(root, Optional.of(split)));
          if (split == Split.VALIDATION) {
            notes.add(test ? validationIsTest(name) : validationIsUsed(name));
          }
        });
    if (inside.isEmpty()) {
      requireNoCopies(tree, classes);
      sections.put(Split.TRAIN, new Section(root, Optional.empty()));
    }
    return new FolderLayout(root, sections, notes);
  }

  /** Whether the validation images are all that there is to measure on. */
  private static boolean isTest(Split split, Set<Split> all) {
    return split == Split.VALIDATION && all.contains(split) && !all.contains(Split.TEST);
  }

  private static String validationIsTest(String name) {
    return "There is no test split: '" + name + "' is the test set.";
  }

  private static String validationIsUsed(String name) {
    return "Choices are made on the images of '"
        + name
        + "', and no training image is held out; under the paper protocol they are left out.";
  }

  /**
   * The splits that every class folder has in it, with a name of each; none where there are none.
   */
  private static Map<Split, String> inside(FileTree tree, Folder place, List<Folder> classes) {
    Map<Split, String> splits = new EnumMap<>(Split.class);
    List<Folder> without = new ArrayList<>();
    for (Folder folder : classes) {
      List<Folder> filled = folder.filled();
      boolean all = filled.stream().allMatch(child -> Split.named(child.name()).isPresent());
      if (all && !filled.isEmpty() && !folder.holdsImages()) {
        filled.forEach(child -> splits.putIfAbsent(Split.named(child.name()).get(), child.name()));
      } else {
        without.add(folder);
      }
    }
    if (splits.size() < 2) {
      return Map.of();
    }
    if (!without.isEmpty() || !splits.containsKey(Split.TRAIN)) {
      throw new DataException(
          ("%s: some class folders hold splits, %s; lay out all images as train/<class>/ and"
                  + " test/<class>/")
              .formatted(
                  where(tree, place),
                  without.isEmpty() ? "but none 'train'" : "but not " + paths(without)));
    }
    return splits;
  }

  /** Folders that hold the same class folders are copies or variants of a dataset, no classes. */
  private static void requireNoCopies(FileTree tree, List<Folder> classes) {
    Set<String> common = null;
    for (Folder folder : classes) {
      Set<String> names = folder.filled().stream().map(Folder::name).collect(Collectors.toSet());
      if (folder.holdsImages()) {
        return;
      }
      common = common == null ? names : intersection(common, names);
    }
    if (classes.size() > 1 && common.size() > 1) {
      throw ambiguous(
          tree,
          paths(classes)
              + " hold the same class folders, such as '"
              + common.stream().sorted().toList().get(0)
              + "'");
    }
  }

  private static Set<String> intersection(Set<String> a, Set<String> b) {
    Set<String> both = new HashSet<>(a);
    both.retainAll(b);
    return both;
  }

  private static void noteOutside(Folder top, Collection<Folder> used, List<String> notes) {
    int outside = top.images() - used.stream().mapToInt(Folder::images).sum();
    if (outside > 0) {
      String images = outside == 1 ? "1 image" : outside + " images";
      notes.add(
          images + " outside of " + paths(used) + (outside == 1 ? " is" : " are") + " left out.");
    }
  }

  private static DataException ambiguous(FileTree tree, String what) {
    return new DataException(
        tree.location()
            + ": "
            + what
            + "; give one of them as the path (of an archive: unpack it, or remove the others)");
  }

  private static String where(FileTree tree, Folder folder) {
    return folder.path().isEmpty() ? tree.location() : tree.display(folder.path());
  }

  private static String paths(Collection<Folder> folders) {
    String first =
        folders.stream()
            .limit(NAMED)
            .map(folder -> folder.path().isEmpty() ? "the top folder" : folder.path())
            .collect(Collectors.joining(", "));
    return first + (folders.size() > NAMED ? " and " + (folders.size() - NAMED) + " more" : "");
  }
}
