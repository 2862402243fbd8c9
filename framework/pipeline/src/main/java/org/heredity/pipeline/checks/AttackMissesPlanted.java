package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.MemberResult;

/**
 * An attack that does not find adversarial images which certainly are there (Zimmermann et al.,
 * NeurIPS 2022, whose limit this is). An ensemble finds what any of its attacks does, so one sound
 * attack is enough. In an audit, whose gates stand on it, an attack that cannot be checked at all
 * is no better.
 */
final class AttackMissesPlanted implements Check {
  @Override
  public String id() {
    return "attack-misses-planted";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    Map<String, CellResult> judged = new LinkedHashMap<>();
    for (CellResult cell : evidence.result().cells()) {
      if (cell.done()) {
        judged.putIfAbsent(cell.target() + ", " + cell.attack(), cell);
      }
    }
    List<Finding> findings = new ArrayList<>();
    judged.forEach(
        (subject, cell) -> {
          List<AttackCheckResult> checks = checks(evidence, cell);
          if (checks.isEmpty() ? evidence.audit() : noneSound(checks)) {
            findings.add(new Finding(id(), Severity.ERROR, subject, message(checks)));
          }
        });
    return findings;
  }

  private static List<AttackCheckResult> checks(Evidence evidence, CellResult cell) {
    List<String> attacks =
        cell.members().isEmpty()
            ? List.of(cell.attack())
            : cell.members().stream().map(MemberResult::attack).toList();
    return evidence.result().attackChecks().stream()
        .filter(check -> check.target().equals(cell.target()) && attacks.contains(check.attack()))
        .toList();
  }

  private static boolean noneSound(List<AttackCheckResult> checks) {
    return checks.stream().noneMatch(AttackCheckResult::sound);
  }

  private static String message(List<AttackCheckResult> checks) {
    return checks.stream()
        .max(Comparator.comparingInt(AttackCheckResult::found))
        .map(
            best ->
                (checks.size() == 1 ? "the attack" : "the best of the attacks")
                    + " finds "
                    + best.found()
                    + " of "
                    + best.images()
                    + " adversarial images that were planted within the protocol's ball (noise "
                    + best.byNoise()
                    + "); a low DIR may be its failure")
        .orElse(
            "nothing shows that the attack finds anything: it ascends no function of outputs that"
                + " leads away from a class; a low DIR under it is no evidence");
  }
}
