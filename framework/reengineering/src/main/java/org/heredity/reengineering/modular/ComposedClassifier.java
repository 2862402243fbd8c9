package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.List;
import org.heredity.reengineering.Accuracies;
import org.heredity.reengineering.Part;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Modules of several classes as one classifier again: an image is of the class whose module gives
 * it the highest score. Not thread-safe; holds native memory until closed.
 */
public final class ComposedClassifier implements Accuracies.Classifier, AutoCloseable {
  private final List<Part.Running> modules = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();

  /**
   * Opens the modules.
   *
   * @param parts of one method and classifier, each for one class against the rest
   * @throws org.heredity.api.config.UsageException if a part is for a group of classes
   */
  public ComposedClassifier(List<Part> parts) {
    parts.forEach(part -> classes.add(part.problem().target("a composition")));
    parts.forEach(part -> modules.add(part.open()));
  }

  /** The classifier's classes; of equal scores the first module's. */
  @Override
  public int[] classify(INDArray images) {
    int[] answers = new int[(int) images.size(0)];
    float[] best = new float[answers.length];
    for (int m = 0; m < modules.size(); m++) {
      float[] scores = modules.get(m).scores(images);
      for (int n = 0; n < answers.length; n++) {
        if (m == 0 || scores[n] > best[n]) {
          best[n] = scores[n];
          answers[n] = classes.get(m);
        }
      }
    }
    return answers;
  }

  @Override
  public void close() {
    modules.forEach(Part.Running::close);
  }
}
