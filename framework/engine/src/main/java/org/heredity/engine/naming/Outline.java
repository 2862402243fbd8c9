package org.heredity.engine.naming;

import java.util.Set;
import java.util.stream.Collectors;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;

/**
 * What all networks of an architecture have in common.
 *
 * @param stem the first convolution
 * @param modules the first parts of its tensors' names
 */
record Outline(Architecture architecture, int imageSize, String stem, Set<String> modules) {
  static final int COLOURS = 3;

  /** Classes of the smallest head: one output is no classifier's. */
  static final int FEWEST = 2;

  static Outline of(Architecture architecture, int imageSize) {
    Plan plan =
        new NetworkSpec(architecture, architecture.publishedWidth(), FEWEST, imageSize).plan();
    return new Outline(
        architecture,
        imageSize,
        plan.convolutions().get(0).name(),
        plan.tensors().keySet().stream().map(Outline::first).collect(Collectors.toSet()));
  }

  /** The first part of a name. */
  static String first(String name) {
    return name.indexOf('.') < 0 ? name : name.substring(0, name.indexOf('.'));
  }

  /** Whether a tensor of that name would belong to a layer before the head. */
  boolean within(String name) {
    return modules.contains(first(name)) && !name.startsWith(architecture.head() + ".");
  }
}
