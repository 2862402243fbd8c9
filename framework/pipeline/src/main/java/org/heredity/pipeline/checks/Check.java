package org.heredity.pipeline.checks;

import java.util.List;
import org.heredity.api.result.Finding;

/**
 * Looks for one reason not to believe a figure. One small class each; a page under {@code
 * docs/findings} explains it. Implementations are stateless and thread-safe.
 */
public interface Check {
  /** The id of its findings, and the name of its page, in kebab case. */
  String id();

  /** What it found; empty on a sound run. */
  List<Finding> run(Evidence evidence);
}
