package org.heredity.engine;

import java.util.List;

/** What is computed of a network in one go. */
enum Part {
  /** Forward, gradients of the images, attacks. */
  EVAL("eval.", "pgd."),
  /** Gradients of the parameters, steps of SGD. */
  TRAIN("train.", "sgd3."),
  /** The search of a mask. */
  SEAM("seam.");

  private final List<String> prefixes;

  Part(String... prefixes) {
    this.prefixes = List.of(prefixes);
  }

  /** Whether a quantity belongs to it. */
  boolean has(String quantity) {
    return prefixes.stream().anyMatch(quantity::startsWith);
  }
}
