package org.heredity.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.metric.Interval;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.Excess;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;

/**
 * The sample suite under an ensemble of three attacks on two teachers, with a floor, attacks on the
 * students themselves and checks of the attacks. {@code seam} inherits little and is fooled anyway;
 * {@code remos} is robust on flowers102.
 */
final class EnsembleSuite {
  static final String ENSEMBLE = "standard-1";
  static final String OTHER = "@other.pth";
  private static final List<String> ATTACKS = List.of("mi", "pgd", "apgd-ce");
  private static final String WHITE_BOX = "autoattack-1";
  private static final String FLOOR = "scratch";

  private static final double FLOOR_DIR = 0.05;

  /** Shares that mi, pgd and apgd-ce turn wrong first, of all that the ensemble turns wrong. */
  private static final double[] ADDED = {0.62, 0.21, 0.03, 0.08, 0.05, 0.01};

  private EnsembleSuite() {}

  static SuiteResult result() {
    SuiteResult sample = SampleSuite.result();
    List<CellResult> cells = new ArrayList<>();
    List<WhiteBoxResult> whiteBox = new ArrayList<>();
    List<SetResult> sets = new ArrayList<>();
    List<AttackCheckResult> checks = new ArrayList<>();
    List<EnsembleResult> ensembles = new ArrayList<>();
    for (int t = 0; t < SampleSuite.TARGETS.size(); t++) {
      for (int m = 0; m <= SampleSuite.METHODS.size(); m++) {
        for (int seed = 1; seed <= 3; seed++) {
          boolean floor = m == SampleSuite.METHODS.size();
          CellResult cell = SampleSuite.cell(t, floor ? 0 : m, seed);
          cells.add(ensemble(cell, floor));
          whiteBox.add(whiteBox(cell, floor, t == 1 && m == 1 ? 0.22 : 0.985));
        }
      }
      String target = SampleSuite.TARGETS.get(t);
      int images = sample.sets().get(t).images();
      ensembles.add(new EnsembleResult(target, ENSEMBLE, members(), images, 0.9875));
      for (String member : members()) {
        sets.add(set(sample.sets().get(t), member));
        int found = member.equals(ENSEMBLE + ".mi" + OTHER) ? 51 : 64;
        checks.add(new AttackCheckResult(SampleSuite.TARGETS.get(t), member, 64, found, 2));
      }
    }
    List<MethodResult> methods = new ArrayList<>(sample.methods());
    methods.add(new MethodResult(FLOOR, MethodResult.FLOOR, "From random weights", Map.of()));
    return new SuiteResult(
        sample.schema(),
        sample.name(),
        sample.protocol(),
        sample.provenance(),
        methods,
        sample.targets(),
        sets,
        ensembles,
        cells,
        whiteBox,
        checks,
        List.of(),
        List.of(
            GateResult.atMost(
                "max-white-box", "photos6, seam", 0.99, 0.985, WilsonInterval.of(502, 510))),
        sample.gallery(),
        sample.findings());
  }

  /** The same without gates. */
  static SuiteResult ungated() {
    return with(result(), result().findings());
  }

  /** The same without gates, of attacks that miss what is planted. */
  static SuiteResult missed() {
    Finding missed =
        new Finding("attack-misses-planted", Finding.Severity.ERROR, "photos6, " + ENSEMBLE, "51");
    return with(result(), List.of(missed));
  }

  private static SuiteResult with(SuiteResult r, List<Finding> findings) {
    return new SuiteResult(
        r.schema(),
        r.name(),
        r.protocol(),
        r.provenance(),
        r.methods(),
        r.targets(),
        r.sets(),
        r.ensembles(),
        r.cells(),
        r.whiteBox(),
        r.attackChecks(),
        r.comparisons(),
        List.of(),
        r.gallery(),
        findings);
  }

  private static List<String> members() {
    List<String> members = new ArrayList<>();
    for (String teacher : List.of("", OTHER)) {
      ATTACKS.forEach(attack -> members.add(ENSEMBLE + "." + attack + teacher));
    }
    return members;
  }

  private static CellResult ensemble(CellResult c, boolean floor) {
    int correct = c.dirDenominator();
    int wrong = floor ? correct / 20 : c.dirNumerator();
    double dir = (double) wrong / correct;
    List<MemberResult> members = new ArrayList<>();
    int left = wrong;
    for (int i = 0; i < ADDED.length; i++) {
      int added = i == 0 ? wrong - rest(wrong) : (int) (wrong * ADDED[i]);
      left -= added;
      int fooled = Math.min(wrong, added + (int) (wrong * 0.4));
      members.add(new MemberResult(members().get(i), fooled, added, added / 3));
    }
    if (left != 0) {
      throw new IllegalStateException("members add up to what the ensemble does, not " + left);
    }
    return new CellResult(
        c.target(),
        floor ? FLOOR : c.method(),
        c.seed(),
        ENSEMBLE,
        c.acc(),
        c.accNumerator(),
        c.accDenominator(),
        c.accInterval(),
        dir,
        wrong,
        correct,
        WilsonInterval.of(wrong, correct),
        c.adversarialError(),
        c.roundedDir(),
        c.noiseDir(),
        c.weightsKept(),
        floor ? 1.41 : c.moved(),
        c.seconds(),
        c.stages(),
        c.layers(),
        c.curve(),
        c.perClass(),
        List.of(),
        members,
        excess(wrong, correct, c.noiseDir()),
        floor ? null : excess(wrong, correct, FLOOR_DIR),
        c.studentDigest(),
        c.studentFile(),
        null);
  }

  private static Excess excess(int wrong, int correct, double control) {
    Interval dir = WilsonInterval.of(wrong, correct);
    return new Excess(
        (double) wrong / correct - control,
        new Interval(dir.low() - control, dir.high() - control, 0.95, "bootstrap"));
  }

  private static int rest(int wrong) {
    int rest = 0;
    for (int i = 1; i < ADDED.length; i++) {
      rest += (int) (wrong * ADDED[i]);
    }
    return rest;
  }

  private static WhiteBoxResult whiteBox(CellResult c, boolean floor, double share) {
    int correct = 85;
    int fooled = (int) Math.round(correct * share);
    return new WhiteBoxResult(
        c.target(),
        floor ? FLOOR : c.method(),
        c.seed(),
        WHITE_BOX,
        "L-infinity, eps 8/255 of a pixel, random start",
        SetResult.L_INFINITY,
        8 / 255.0,
        "pixel",
        100,
        correct,
        fooled,
        WilsonInterval.of(fooled, correct),
        List.of(
            new MemberResult(WHITE_BOX + ".apgd-ce", fooled - 1, fooled - 1, fooled - 1),
            new MemberResult(WHITE_BOX + ".apgd-t", 1, 1, 1),
            new MemberResult(WHITE_BOX + ".fab-t", 0, 0, 0),
            new MemberResult(WHITE_BOX + ".square", 0, 0, 0)),
        12.5);
  }

  private static SetResult set(SetResult s, String attack) {
    return new SetResult(
        s.target(),
        attack,
        s.threatModel(),
        s.norm(),
        s.epsilon(),
        s.unit(),
        s.images(),
        s.teacherFoolingRate(),
        s.teacherNoiseRate(),
        s.objectiveClean(),
        s.objectiveAdversarial(),
        s.maxPerturbation(),
        s.meanL2(),
        s.maxL2(),
        s.maxLinf(),
        s.digest(),
        s.seconds());
  }
}
