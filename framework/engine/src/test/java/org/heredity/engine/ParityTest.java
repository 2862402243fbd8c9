package org.heredity.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The oracle's own values, whole; PyTorch computed them in single precision. Where one is farther
 * from double precision than its tolerance, or might be but for luck (one ReLU of the ResNet50
 * receives 1e-8 of its layer's largest value), {@link DoublePrecisionTest} holds the engine to what
 * PyTorch computes in double precision instead, and the report says so.
 */
class ParityTest {
  static Stream<Arguments> parts() {
    List<Arguments> parts = new ArrayList<>();
    ReferenceCase.all()
        .filter(ReferenceCase::oracle)
        .forEach(c -> Stream.of(Part.values()).forEach(part -> parts.add(Arguments.of(c, part))));
    return parts.stream();
  }

  private static Expected oracle(ReferenceCase c) throws Exception {
    String name = c.architecture() + "_w" + c.width() + "_s" + c.seed() + ".safetensors";
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared/oracle").resolve(name);
      if (Files.exists(file)) {
        return new Expected(file);
      }
    }
    assumeTrue(false, "no shared/oracle beside the project: nothing to compare with");
    return null;
  }

  @ParameterizedTest
  @MethodSource("parts")
  @Tag("slow")
  void engineEqualsOracle(ReferenceCase c, Part part, TestReporter reporter) throws Exception {
    Expected oracle = oracle(c);
    Expected exact = c.expected();
    Map<String, INDArray> results = EngineResults.of(c, part);
    try (Deviations deviations = new Deviations(c + "." + part + ".ORACLE")) {
      for (String name : oracle.names(part)) {
        INDArray actual = results.get(name);
        if (name.startsWith("seam.mask.")) {
          // Elements near 0 are on either side of it by rounding.
          double off = oracle.share(name, actual, 1e-2);
          if (exact.heldBySingle("seam.ce")) {
            deviations.hold(name, off, 0.01);
          } else {
            deviations.measured(name, off, "undetermined");
          }
          continue;
        }
        double tolerance = ReferenceCase.tolerance(name);
        double own = exact.deviation(name, c, oracle.array(name));
        double deviation = whole(oracle, name, actual);
        if (own <= tolerance && exact.heldBySingle(Expected.quantity(name))) {
          deviations.hold(name, deviation, tolerance);
        } else {
          deviations.measured(name, deviation, "double");
          reporter.publishEntry(c + " " + name, "off by " + own + " itself: compared in double");
        }
      }
    }
  }

  private static double whole(Expected oracle, String name, INDArray actual) {
    if (name.startsWith("pgd.")) {
      return oracle.share(name, actual, 1e-4);
    }
    return name.equals("seam.kept") ? oracle.difference(name, actual) : oracle.error(name, actual);
  }
}
