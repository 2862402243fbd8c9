package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.SetResult;

/**
 * An attack that leaves most of the classes of the very teacher that it was made on. Of an ensemble
 * only what all its attacks do together counts.
 */
final class TeacherNotFooled implements Check {
  private static final double EXPECTED = 0.5;

  @Override
  public String id() {
    return "teacher-not-fooled";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    List<EnsembleResult> ensembles = evidence.result().ensembles();
    List<String> judged =
        evidence.result().cells().stream().map(CellResult::attack).distinct().toList();
    for (SetResult set : evidence.result().sets()) {
      boolean member = ensembles.stream().anyMatch(e -> e.members().contains(set.attack()));
      if (!member || judged.contains(set.attack())) {
        look(set.target(), set.attack(), set.teacherFoolingRate(), set.images())
            .ifPresent(findings::add);
      }
    }
    for (EnsembleResult e : ensembles) {
      look(e.target(), e.attack(), e.teacherFoolingRate(), e.images()).ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<Finding> look(String target, String attack, double rate, int images) {
    if (Double.isNaN(rate)
        || WilsonInterval.of((int) Math.round(rate * images), images).high() >= EXPECTED) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            id(),
            Severity.WARNING,
            target + ", " + attack,
            "the attack changes the teacher's own class of only "
                + Findings.percent(rate)
                + " of "
                + images
                + " images; a low DIR of a student then says little"));
  }
}
