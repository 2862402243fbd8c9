package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Unit;
import org.junit.jupiter.api.Test;

/** An audit's sweep is stated in L-infinity, as values of pixels. */
class AuditSweepTest {
  private static final List<Double> SWEEP = List.of(4 / 255.0, 16 / 255.0);

  @Test
  void isTakenAsItIsOrOverTheMeanDeviation() {
    assertEquals(SWEEP, AuditRun.epsilons(SWEEP, ThreatModel.linf(0.1, Unit.PIXEL)));
    List<Double> normalised = AuditRun.epsilons(SWEEP, ThreatModel.linf(0.1, Unit.NORMALISED));
    assertEquals(4 / 255.0 / 0.226, normalised.get(0), 1e-6);
  }

  @Test
  void anotherNormsEpsilonIsScaledAlike() {
    List<Double> l2 = AuditRun.epsilons(SWEEP, ThreatModel.l2(0.5, Unit.PIXEL));
    assertEquals(0.25, l2.get(0), 1e-12, "4 of 8");
    assertEquals(1, l2.get(1), 1e-12, "16 of 8");
    List<Double> normalised = AuditRun.epsilons(SWEEP, ThreatModel.l2(2, Unit.NORMALISED));
    assertEquals(1, normalised.get(0), 1e-12);
  }
}
