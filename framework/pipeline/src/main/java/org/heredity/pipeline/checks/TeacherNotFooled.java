package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.SetResult;

/** An attack that leaves most of the classes of the very teacher that it was made on. */
final class TeacherNotFooled implements Check {
  private static final double EXPECTED = 0.5;

  @Override
  public String id() {
    return "teacher-not-fooled";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (SetResult set : evidence.result().sets()) {
      double rate = set.teacherFoolingRate();
      if (!Double.isNaN(rate)
          && WilsonInterval.of((int) Math.round(rate * set.images()), set.images()).high()
              < EXPECTED) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                set.target() + ", " + set.attack(),
                "the attack changes the teacher's own class of only "
                    + Findings.percent(rate)
                    + " of "
                    + set.images()
                    + " images; a low DIR of a student then says little"));
      }
    }
    return findings;
  }
}
