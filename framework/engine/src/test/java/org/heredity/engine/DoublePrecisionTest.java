package org.heredity.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The plain backend against PyTorch, both in double precision: what rounding decides in single
 * precision is decided here.
 */
@Tag("slow")
class DoublePrecisionTest {
  static Stream<Arguments> parts() {
    List<Arguments> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      ReferenceCase.all()
          .filter(c -> c.inDouble(part))
          .forEach(c -> parts.add(Arguments.of(c, part)));
    }
    return parts.stream();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void plainBackendEqualsPyTorch(ReferenceCase c, Part part) throws Exception {
    Map<String, INDArray> results = DoubleResults.of(c, part);
    try (Deviations deviations = new Deviations(c + "." + part + ".DOUBLE")) {
      for (String quantity : c.expected().names(part)) {
        double deviation = c.expected().deviation(quantity, c, results);
        deviations.hold(quantity, deviation, tolerance(c, quantity));
      }
    }
  }

  private static double tolerance(ReferenceCase c, String quantity) {
    if (quantity.startsWith("pgd.")) {
      return 0;
    }
    // The oracle takes the mean of the masks in single precision, as other networks' values are
    // kept; three steps of SGD multiply rounding by up to 1e8 in bottlenecks.
    boolean rounded = !c.oracle() || quantity.equals("seam.kept");
    return rounded || quantity.startsWith("sgd3.") ? 1e-6 : 1e-9;
  }
}
