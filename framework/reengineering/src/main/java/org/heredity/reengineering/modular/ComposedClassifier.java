package org.heredity.reengineering.modular;

import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.Part;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Modules of several classes as one classifier again: an image is of the class whose module gives
 * it the highest score, of equal ones the first module's. Immutable.
 *
 * @param parts of one method and classifier, each for one class against the rest
 */
public record ComposedClassifier(List<Part> parts) {
  /**
   * Copies the list.
   *
   * @throws UsageException if a part is for a group of classes
   */
  public ComposedClassifier {
    parts = List.copyOf(parts);
    parts.forEach(part -> part.problem().target("a composition"));
  }

  /**
   * What the images are taken for, by the classifier's classes. One module after the other is
   * opened, so that many take no more memory than one.
   *
   * @param conditions whose preprocessing the images go through
   */
  public int[] predictions(Conditions conditions, ImageSource images) {
    int[] answers = new int[images.size()];
    float[] best = new float[answers.length];
    for (int m = 0; m < parts.size(); m++) {
      int target = parts.get(m).problem().target("a composition");
      float[] scores = scores(parts.get(m), conditions, images);
      for (int n = 0; n < answers.length; n++) {
        if (m == 0 || scores[n] > best[n]) {
          best[n] = scores[n];
          answers[n] = target;
        }
      }
    }
    return answers;
  }

  private static float[] scores(Part part, Conditions conditions, ImageSource images) {
    float[] scores = new float[images.size()];
    try (Part.Running module = part.open();
        Batches batches = Batches.test(images, conditions.preprocessing(), ConfidentImages.BATCH)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray pixels = batch.images()) {
          float[] own = module.scores(pixels);
          for (int n = 0; n < own.length; n++) {
            scores[batch.indices()[n]] = own[n];
          }
        }
      }
    }
    return scores;
  }
}
