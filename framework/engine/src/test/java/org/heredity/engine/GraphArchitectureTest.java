package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;

/** A family's graph, given as if nobody knew the family. */
class GraphArchitectureTest {
  private static final NetworkSpec FAMILY =
      new NetworkSpec(Architectures.named("resnet18"), 8, 5, 32);

  private static ComputationGraphConfiguration graph(NetworkSpec spec) {
    return spec.architecture().configuration(spec);
  }

  private static NetworkSpec spec(GraphArchitecture architecture, int classes, int side) {
    return new NetworkSpec(architecture, architecture.publishedWidth(), classes, side);
  }

  @Test
  void itIsTheSamePlanOfAnyClassesAndSide() {
    GraphArchitecture own = GraphArchitecture.of("dl4j", graph(FAMILY), 32);
    NetworkSpec other = new NetworkSpec(FAMILY.architecture(), 8, 7, 64);
    assertEquals(other.plan(), spec(own, 7, 64).plan());
    assertEquals(FAMILY.architecture().stages(), own.stages());
    assertEquals(FAMILY.architecture().head(), own.head());
    assertEquals(8, own.publishedWidth());
    assertFalse(own.hasWidth(9));
  }

  @Test
  void oneLayoutIsOneArchitecture() {
    GraphArchitecture own = GraphArchitecture.of("dl4j", graph(FAMILY), 32);
    NetworkSpec moreClasses = new NetworkSpec(FAMILY.architecture(), 8, 9, 64);
    assertEquals(own, GraphArchitecture.of("dl4j", graph(moreClasses), 64));
    assertEquals(own.name(), GraphArchitecture.of("dl4j", graph(moreClasses), 64).name());
    NetworkSpec wider = new NetworkSpec(FAMILY.architecture(), 9, 5, 32);
    GraphArchitecture another = GraphArchitecture.of("dl4j", graph(wider), 32);
    assertNotEquals(own, another);
    assertNotEquals(own.name(), another.name());
    // Its students say their layout themselves, and come back as the same.
    assertEquals(own, GraphArchitecture.of("dl4j", own.configuration(spec(own, 3, 64)), 64));
  }

  @Test
  void itsTensorsAreThoseAndNoOthers() {
    GraphArchitecture own = GraphArchitecture.of("dl4j", graph(FAMILY), 32);
    NetworkSpec seven = new NetworkSpec(FAMILY.architecture(), 8, 7, 32);
    assertEquals(7, own.recognise(Formula.weights(seven, 1), 32).orElseThrow().classes());
    NetworkSpec wider = new NetworkSpec(FAMILY.architecture(), 9, 5, 32);
    assertTrue(own.recognise(Formula.weights(wider, 1), 32).isEmpty());
    NetworkSpec deeper = new NetworkSpec(Architectures.named("resnet34"), 8, 5, 32);
    assertTrue(own.recognise(Formula.weights(deeper, 1), 32).isEmpty());
  }

  /** A linear layer behind flattened images takes one size alone. */
  @Test
  void flattenedImagesKeepTheirSide() {
    NetworkSpec vgg = new NetworkSpec(Architectures.cifarVgg16(), 8, 5, 32);
    GraphArchitecture own = GraphArchitecture.of("dl4j", graph(vgg), 32);
    assertTrue(own.takes(32));
    assertEquals(vgg.plan(), spec(own, 5, 32).plan());
    assertThrows(IllegalArgumentException.class, () -> spec(own, 5, own.smallestImage() - 1));
  }
}
