package org.heredity.pipeline.config;

import java.util.List;
import org.heredity.api.config.Entry;

/** What a suite names under {@code attacks}: one attack, or several that are judged together. */
public sealed interface AttackEntry extends Entry permits AttackConfig, EnsembleConfig {
  /** As reports show it, unique within the suite. */
  String label();

  /** The attacks; of one attack itself alone. */
  List<AttackConfig<?>> members();
}
