package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;

/** Results that changed between two runs of the same configuration, data, weights and seed. */
final class NotReproducible implements Check {
  @Override
  public String id() {
    return "not-reproducible";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence
        .earlier()
        .filter(earlier -> comparable(earlier, evidence.result()))
        .ifPresent(
            earlier -> {
              sets(earlier, evidence.result(), findings);
              cells(earlier, evidence.result(), findings);
            });
    return findings;
  }

  /** Whether the two runs had to give the same. */
  private static boolean comparable(SuiteResult earlier, SuiteResult now) {
    Provenance one = earlier.provenance();
    Provenance other = now.provenance();
    return one.heredity().equals(other.heredity())
        && one.teacherDigest().equals(other.teacherDigest())
        && one.configuration().equals(other.configuration())
        && preprocessingIsSame(one.teacherPreprocessing(), other.teacherPreprocessing())
        && earlier.targets().stream()
            .map(target -> target.digest())
            .toList()
            .equals(now.targets().stream().map(target -> target.digest()).toList());
  }

  /** Which may follow from a file beside the teacher's; earlier versions did not say. */
  private static boolean preprocessingIsSame(String one, String other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  private void sets(SuiteResult earlier, SuiteResult now, List<Finding> findings) {
    for (SetResult set : now.sets()) {
      earlier.sets().stream()
          .filter(old -> old.target().equals(set.target()) && old.attack().equals(set.attack()))
          .filter(old -> !old.digest().equals(set.digest()))
          .forEach(
              old ->
                  findings.add(
                      new Finding(
                          id(),
                          Severity.WARNING,
                          set.target() + ", " + set.attack(),
                          "the adversarial set is another than in the run of "
                              + earlier.provenance().finished())));
    }
  }

  private void cells(SuiteResult earlier, SuiteResult now, List<Finding> findings) {
    for (CellResult cell : now.cells()) {
      earlier.cells().stream()
          .filter(old -> same(old, cell) && old.done() && cell.done())
          .filter(
              old ->
                  !old.studentDigest().equals(cell.studentDigest())
                      || old.dirNumerator() != cell.dirNumerator()
                      || old.dirDenominator() != cell.dirDenominator())
          .forEach(
              old ->
                  findings.add(
                      new Finding(
                          id(),
                          Severity.WARNING,
                          Findings.subject(cell),
                          "DIR "
                              + cell.dirNumerator()
                              + "/"
                              + cell.dirDenominator()
                              + ", in the run of "
                              + earlier.provenance().finished()
                              + " "
                              + old.dirNumerator()
                              + "/"
                              + old.dirDenominator()
                              + (old.studentDigest().equals(cell.studentDigest())
                                  ? ", of the same student"
                                  : "; the student is another"))));
    }
  }

  private static boolean same(CellResult one, CellResult other) {
    return one.target().equals(other.target())
        && one.method().equals(other.method())
        && one.seed() == other.seed()
        && one.attack().equals(other.attack());
  }
}
