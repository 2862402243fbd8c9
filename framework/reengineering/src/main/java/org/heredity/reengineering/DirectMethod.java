package org.heredity.reengineering;

import java.util.List;
import org.heredity.api.train.Stages;

/**
 * A way of taking out of a classifier what part of its own problem needs, without fine-tuning:
 * SEAM's mask search ({@link DirectReuse}) and its rivals. Made with its settings and {@link
 * Conditions}. Immutable.
 */
public interface DirectMethod {
  /** What tables call it, in kebab case. */
  String name();

  /**
   * Takes a part out of the classifier for each problem, or for all of them together.
   *
   * @param problems of one classifier; most methods know only one class against the rest
   * @param work runs the stages, and keeps what they made
   * @return in the order of the problems
   * @throws org.heredity.api.config.UsageException if the method cannot work on such problems
   */
  List<Part> parts(List<Problem> problems, Stages work);
}
