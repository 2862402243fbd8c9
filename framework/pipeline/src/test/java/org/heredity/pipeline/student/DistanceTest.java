package org.heredity.pipeline.student;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.heredity.api.method.Student;
import org.heredity.api.result.LayerWeights;
import org.heredity.checkpoint.StateDict;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DistanceTest {
  private static final INDArray MASK = convolution(0, 0, 0, 1);

  private final StateDict teacher =
      StateDict.of(Map.of("conv1.weight", convolution(1, 2, 0, 4), "fc.weight", Nd4j.zeros(2, 4)));
  private final StateDict student =
      StateDict.of(Map.of("conv1.weight", convolution(1, 0, 3, 4), "fc.weight", Nd4j.ones(2, 4)));

  private static INDArray convolution(float... values) {
    return Nd4j.createFromArray(values).reshape(4, 1, 1, 1);
  }

  private static LayerWeights only(Distance distance) {
    assertEquals(1, distance.layers().size(), "the head does not count");
    return distance.layers().get(0);
  }

  @Test
  void retainedWeightsAreTheMasksWhereThereIsOne() {
    LayerWeights unmasked = only(Distance.of(Student.unmasked(student), teacher));
    assertEquals("conv1", unmasked.layer());
    assertEquals(3, unmasked.kept());
    assertEquals(4, unmasked.total());
    Student masked = new Student(student, Map.of("conv1.weight", MASK));
    assertEquals(1, only(Distance.of(masked, teacher)).kept());
  }

  @Test
  void movedIsTheDistanceOverTheTeachersNorm() {
    Distance distance = Distance.of(Student.unmasked(student), teacher);
    // Differences -2 and 3; the teacher's squares are 1, 4 and 16.
    double expected = Math.sqrt(13 / 21.0);
    assertEquals(expected, only(distance).moved(), 1e-12);
    assertEquals(expected, distance.whole(), 1e-12);
    assertEquals(0, Distance.of(Student.unmasked(teacher), teacher).whole());
  }

  @Test
  void ofAnotherNetworkNothingCanBeSaid() {
    StateDict other = StateDict.of(Map.of("features.0.weight", convolution(1, 1, 1, 1)));
    Distance distance = Distance.of(Student.unmasked(other), teacher);
    assertTrue(Double.isNaN(distance.whole()) && Double.isNaN(only(distance).moved()));
  }
}
