package org.heredity.reengineering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;

/**
 * Part of what a classifier was trained for. Immutable.
 *
 * @param name as tables show it
 * @param classes its own classes, in label order
 * @param train its training images
 * @param test its test images
 * @param validation its images that choices are made on, where the dataset comes with some
 * @param ofOriginal by class of the classifier the class of this problem, or -1 for none
 */
public record Problem(
    String name,
    List<String> classes,
    ImageSource train,
    ImageSource test,
    Optional<ImageSource> validation,
    List<Integer> ofOriginal) {
  private static final int NONE = -1;
  private static final int SECOND = 1;

  public Problem {
    classes = List.copyOf(classes);
    ofOriginal = List.copyOf(ofOriginal);
  }

  /**
   * One class against the rest: all images of the class, and as many of the others, drawn by the
   * seed (all of them where there are fewer).
   *
   * @param target name of the class, or its number from 0
   * @throws UsageException if there is no such class
   */
  public static Problem oneAgainstRest(Dataset dataset, String target, long seed) {
    int wanted = index(dataset, target);
    String name = dataset.classes().get(wanted);
    Integer[] ofOriginal = new Integer[dataset.classes().size()];
    Arrays.fill(ofOriginal, 1);
    ofOriginal[wanted] = 0;
    Randomness randomness = Randomness.of(seed).at("rest");
    return new Problem(
        name,
        List.of(name, "rest"),
        against(dataset.train(), wanted, randomness.at("train")),
        against(dataset.test(), wanted, randomness.at("test")),
        filled(dataset.validation().map(v -> against(v, wanted, randomness.at("validation")))),
        List.of(ofOriginal));
  }

  /**
   * Some classes among themselves.
   *
   * @param targets names of at least two classes, or their numbers from 0
   * @throws UsageException if there is no such class, or one is named twice
   */
  public static Problem among(Dataset dataset, String name, List<String> targets) {
    if (targets.size() < 2) {
      throw new UsageException("a group needs at least 2 classes, got " + targets);
    }
    Integer[] ofOriginal = new Integer[dataset.classes().size()];
    Arrays.fill(ofOriginal, NONE);
    List<String> classes = new ArrayList<>();
    for (String target : targets) {
      int index = index(dataset, target);
      if (ofOriginal[index] != NONE) {
        throw new UsageException("class '" + target + "' is named twice");
      }
      ofOriginal[index] = classes.size();
      classes.add(dataset.classes().get(index));
    }
    List<Integer> mapping = List.of(ofOriginal);
    return new Problem(
        name,
        classes,
        among(dataset.train(), mapping),
        among(dataset.test(), mapping),
        filled(dataset.validation().map(v -> among(v, mapping))),
        mapping);
  }

  /**
   * The class of the classifier that this problem tells from all the others.
   *
   * @param method what needs such a problem, as messages call it
   * @throws UsageException if it is no problem of one class against the rest
   */
  public int target(String method) {
    boolean all = ofOriginal.stream().allMatch(label -> label == 0 || label == SECOND);
    if (!all || ofOriginal.indexOf(0) != ofOriginal.lastIndexOf(0)) {
      throw new UsageException(
          method + " needs one class against the rest; '" + name + "' is a group of classes");
    }
    return ofOriginal.indexOf(0);
  }

  /**
   * Other images of the same classifier under this problem's labels; those of none of its classes
   * are left out.
   *
   * @param images under the classifier's own labels, such as all test images of its dataset
   */
  public ImageSource relabelled(ImageSource images) {
    return among(images, ofOriginal);
  }

  /** The validation images need not have any of the classes. */
  private static Optional<ImageSource> filled(Optional<ImageSource> source) {
    return source.filter(images -> images.size() > 0);
  }

  private static int index(Dataset dataset, String target) {
    int index = dataset.classes().indexOf(target);
    if (index >= 0) {
      return index;
    }
    if (target.matches("\\d{1,6}") && Integer.parseInt(target) < dataset.classes().size()) {
      return Integer.parseInt(target);
    }
    throw new UsageException(
        dataset.name()
            + " has no class '"
            + target
            + "'; "
            + Names.advice(target, dataset.classes()));
  }

  private static ImageSource against(ImageSource source, int wanted, Randomness randomness) {
    int[] order = randomness.permutation(source.size());
    int targets = 0;
    for (int i = 0; i < source.size(); i++) {
      targets += source.label(i) == wanted ? 1 : 0;
    }
    boolean[] taken = new boolean[source.size()];
    int others = 0;
    for (int i : order) {
      if (source.label(i) == wanted) {
        taken[i] = true;
      } else if (others < targets) {
        taken[i] = true;
        others++;
      }
    }
    int[] indices = indices(taken);
    int[] labels = Arrays.stream(indices).map(i -> source.label(i) == wanted ? 0 : 1).toArray();
    return new RelabelledSource(source, indices, labels);
  }

  private static ImageSource among(ImageSource source, List<Integer> mapping) {
    boolean[] taken = new boolean[source.size()];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = mapping.get(source.label(i)) != NONE;
    }
    int[] indices = indices(taken);
    int[] labels = Arrays.stream(indices).map(i -> mapping.get(source.label(i))).toArray();
    return new RelabelledSource(source, indices, labels);
  }

  private static int[] indices(boolean[] taken) {
    return IntStream.range(0, taken.length).filter(i -> taken[i]).toArray();
  }
}
