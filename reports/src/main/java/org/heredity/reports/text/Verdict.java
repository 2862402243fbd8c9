package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Comparison;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.GateResult.Decision;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;

/**
 * What a result says in sentences, computed from its figures: for people who decide before they
 * read on. Evaluated under the suite's first attack; means are over targets and seeds.
 *
 * @param good whether gates hold or defects fall; null where there is nothing to evaluate, or where
 *     a grave finding or overlapping intervals forbid it
 * @param verdict one sentence
 * @param sentences what the verdict rests on
 */
public record Verdict(Boolean good, String verdict, List<String> sentences) {
  /** Methods whose accuracy is within this of the baseline's are compared by DIR. */
  static final double COMPARABLE = 0.05;

  private static final double SIGNIFICANT = 0.05;
  private static final String FINDINGS = "findings";

  public Verdict {
    sentences = List.copyOf(sentences);
  }

  /** Tells the story of a result. */
  public static Verdict of(SuiteResult result) {
    List<CellResult> done = result.cells().stream().filter(CellResult::done).toList();
    if (done.isEmpty()) {
      String why =
          result.cells().isEmpty()
              ? "the suite has no cells."
              : result.cells().size() == 1
                  ? "its only cell failed."
                  : "all " + NumberFormats.count(result.cells().size(), "cell") + " failed.";
      return new Verdict(false, "Nothing was measured: " + why, List.of());
    }
    String attack = MethodMean.headline(result);
    Map<Boolean, List<MethodMean>> measured =
        MethodMean.of(result, attack).stream()
            .collect(Collectors.partitioningBy(mean -> Robustness.isFloor(result, mean.method())));
    // A floor is a control and not one of the methods, unless there is nothing else.
    boolean onlyFloors = measured.get(false).isEmpty();
    List<MethodMean> means = measured.get(onlyFloors);
    List<String> sentences = new ArrayList<>();
    sentences.addAll(RobustnessStory.sentences(result));
    sentences.add(controls(result, attack, means));
    if (!onlyFloors) {
      measured.get(true).forEach(floor -> sentences.add(floor(floor)));
    }
    sentences.add(evidence(result, attack, means));
    sentences.add(credibility(result));
    if (!result.gates().isEmpty()) {
      return gates(result, sentences);
    }
    if (means.size() == 1) {
      MethodMean only = means.get(0);
      return new Verdict(
          null,
          String.format(
              "%s inherits %s of the teacher's defects (DIR) at an accuracy of %s.",
              only.method(), NumberFormats.percent(only.dir()), NumberFormats.percent(only.acc())),
          sentences);
    }
    return compared(result, attack, means, sentences);
  }

  private static String floor(MethodMean floor) {
    return String.format(
        "A network that never saw the teacher (%s) reaches a DIR of %s at an accuracy of %s: the"
            + " floor, below which nothing is inherited.",
        floor.method(), NumberFormats.percent(floor.dir()), NumberFormats.percent(floor.acc()));
  }

  private static Verdict gates(SuiteResult result, List<String> sentences) {
    List<GateResult> failed = with(result, Decision.FAILED);
    List<GateResult> open = with(result, Decision.UNDECIDED);
    List<GateResult> told = !failed.isEmpty() ? failed : open.isEmpty() ? result.gates() : open;
    boolean several = told.stream().map(GateResult::name).distinct().count() < told.size();
    String some =
        told.size() == result.gates().size()
            ? ""
            : " " + told.size() + " of " + NumberFormats.count(result.gates().size(), "gate");
    String outcome =
        !failed.isEmpty()
            ? "The student fails" + some + ": "
            : open.isEmpty()
                ? "The student passes: "
                : "Undecided" + (some.isEmpty() ? "" : " on" + some) + ", which is not passed: ";
    return new Verdict(
        failed.isEmpty() && open.isEmpty(),
        outcome
            + told.stream()
                .filter(gate -> !gate.passed() || !gate.name().equals(FINDINGS))
                .map(gate -> (several ? gate.subject() + ": " : "") + demand(gate))
                .collect(Collectors.joining("; "))
            + ".",
        sentences);
  }

  private static List<GateResult> with(SuiteResult result, Decision decision) {
    return result.gates().stream().filter(gate -> gate.decision() == decision).toList();
  }

  /** A gate as a demand, such as {@code DIR 41.2% (30.1 to 53.0%), at most 30.0% allowed}. */
  private static String demand(GateResult gate) {
    String value = NumberFormats.percent(gate.value());
    if (gate.interval() != null) {
      value += " (" + NumberFormats.interval(gate.interval()) + ")";
    }
    String limit = NumberFormats.percent(gate.limit());
    return switch (gate.name()) {
      case "max-dir" -> "DIR " + value + ", at most " + limit + " allowed";
      case "max-excess" -> "excess of DIR " + value + ", at most " + limit + " allowed";
      case "max-white-box" -> "white box " + value + ", at most " + limit + " allowed";
      case "min-acc" -> "ACC " + value + ", at least " + limit + " demanded";
      case FINDINGS -> NumberFormats.count((int) gate.value(), "finding") + " of severity error";
      default -> gate.name() + " " + value + ", limit " + limit;
    };
  }

  /** A gate in words, such as {@code max-dir of photos6: 41.2%, limit 30.0%}. */
  public static String gate(GateResult gate) {
    if (gate.name().equals(FINDINGS)) {
      return gate.subject() + ": " + (int) gate.value();
    }
    return gate.name()
        + " of "
        + gate.subject()
        + ": "
        + NumberFormats.percent(gate.value())
        + (gate.interval() == null ? "" : " (" + NumberFormats.interval(gate.interval()) + ")")
        + ", limit "
        + NumberFormats.percent(gate.limit())
        + (gate.decision() == Decision.UNDECIDED ? ", undecided: too few images" : "");
  }

  private static Verdict compared(
      SuiteResult result, String attack, List<MethodMean> means, List<String> sentences) {
    MethodMean baseline = baseline(result, means);
    MethodMean best =
        means.stream()
            .filter(m -> m.acc() >= baseline.acc() - COMPARABLE)
            .min(Comparator.comparingDouble(MethodMean::dir))
            .orElse(baseline);
    MethodMean lowest =
        means.stream().min(Comparator.comparingDouble(MethodMean::dir)).orElse(best);
    if (lowest.dir() < best.dir()) {
      sentences.add(
          0,
          String.format(
              "%s inherits less still (DIR %s), but its accuracy is %s.",
              lowest.method(),
              NumberFormats.percent(lowest.dir()),
              NumberFormats.percent(lowest.acc())));
    }
    if (best.method().equals(baseline.method())) {
      return new Verdict(
          false,
          String.format(
              "No method of comparable accuracy inherits less than %s (DIR %s, ACC %s).",
              baseline.method(),
              NumberFormats.percent(baseline.dir()),
              NumberFormats.percent(baseline.acc())),
          sentences);
    }
    double points = 100 * (best.acc() - baseline.acc());
    String accuracy =
        Math.abs(points) < 0.05
            ? "at the same accuracy"
            : String.format(
                Locale.ROOT,
                "at %.1f points %s accuracy",
                Math.abs(points),
                points < 0 ? "less" : "more");
    String doubt = doubt(result, attack, baseline.method(), best.method());
    return new Verdict(
        doubt.isEmpty() && count(result, Finding.Severity.ERROR) == 0 ? Boolean.TRUE : null,
        String.format(
            "%s inherits %s of the teacher's defects where %s inherits %s, %s (%s against %s)%s.",
            best.method(),
            NumberFormats.percent(best.dir()),
            baseline.method(),
            NumberFormats.percent(baseline.dir()),
            accuracy,
            NumberFormats.percent(best.acc()),
            NumberFormats.percent(baseline.acc()),
            doubt),
        sentences);
  }

  /** What the others are compared with: plain fine-tuning, or else what inherits most. */
  private static MethodMean baseline(SuiteResult result, List<MethodMean> means) {
    List<String> fineTuned =
        result.methods().stream()
            .filter(m -> m.type().equals("fine-tune"))
            .map(MethodResult::name)
            .toList();
    return means.stream()
        .filter(m -> fineTuned.contains(m.method()))
        .findFirst()
        .orElseGet(
            () -> means.stream().max(Comparator.comparingDouble(MethodMean::dir)).orElseThrow());
  }

  /**
   * Where a difference of DIR may be chance: by the paired tests, which see the same images under
   * both methods, or where there are none by the intervals, which do not.
   */
  private static String doubt(SuiteResult result, String attack, String first, String second) {
    List<Summary> summaries =
        result.summaries().stream().filter(s -> s.attack().equals(attack)).toList();
    List<String> overlapping = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    for (Summary a : summaries) {
      for (Summary b : summaries) {
        if (!a.method().equals(first)
            || !b.method().equals(second)
            || !a.target().equals(b.target())) {
          continue;
        }
        List<Comparison> tests =
            dirTests(result)
                .filter(c -> c.attack().equals(attack) && c.target().equals(a.target()))
                .filter(c -> Set.of(c.first(), c.second()).equals(Set.of(first, second)))
                .toList();
        if (tests.isEmpty() && overlap(a.dir().interval(), b.dir().interval())) {
          overlapping.add(a.target());
        }
        if (tests.stream().anyMatch(c -> c.adjusted() >= SIGNIFICANT)) {
          undecided.add(a.target());
        }
      }
    }
    List<String> reasons = new ArrayList<>();
    if (!undecided.isEmpty()) {
      reasons.add("paired tests do not confirm it on " + String.join(", ", undecided));
    }
    if (!overlapping.isEmpty()) {
      reasons.add("the intervals overlap on " + String.join(", ", overlapping));
    }
    return reasons.isEmpty()
        ? ""
        : "; " + String.join(", ", reasons) + ", so that it may be chance";
  }

  private static Stream<Comparison> dirTests(SuiteResult result) {
    return result.comparisons().stream()
        .filter(c -> c.metric().equals("dir") && !Double.isNaN(c.adjusted()));
  }

  private static boolean overlap(Interval a, Interval b) {
    return a != null && b != null && a.low() <= b.high() && b.low() <= a.high();
  }

  /** What the attack does, beside noise of the same epsilon. */
  private static String controls(SuiteResult result, String attack, List<MethodMean> means) {
    List<String> names =
        result.cells().stream()
            .filter(c -> c.done() && c.attack().equals(attack))
            .flatMap(c -> EnsembleMembers.sets(c).stream())
            .distinct()
            .toList();
    List<SetResult> sets =
        result.sets().stream()
            .filter(s -> names.contains(s.attack()) && !Double.isNaN(s.teacherFoolingRate()))
            .toList();
    List<Summary> students =
        result.summaries().stream()
            .filter(s -> s.attack().equals(attack) && !Double.isNaN(s.noiseDir()))
            .filter(s -> means.stream().anyMatch(mean -> mean.method().equals(s.method())))
            .toList();
    if (sets.isEmpty() || students.isEmpty()) {
      return "What the attack does to the teacher, and noise to the students, was not measured.";
    }
    return changes(result, attack, sets)
        + NumberFormats.range(students.stream().mapToDouble(s -> s.dir().mean()))
        + (students.size() == 1 ? " of the student's" : " of the students'")
        + " right answers wrong; uniform noise of the same epsilon does "
        + NumberFormats.range(sets.stream().mapToDouble(SetResult::teacherNoiseRate))
        + " and "
        + NumberFormats.range(students.stream().mapToDouble(Summary::noiseDir))
        + ".";
  }

  /** What the attack's sets do to the teacher, up to the verb of what they do to students. */
  private static String changes(SuiteResult result, String attack, List<SetResult> sets) {
    List<EnsembleResult> together =
        result.ensembles().stream().filter(e -> e.attack().equals(attack)).toList();
    String answer = " the teacher's own answer on ";
    if (!together.isEmpty()) {
      return "Together the attacks change"
          + answer
          + NumberFormats.range(together.stream().mapToDouble(EnsembleResult::teacherFoolingRate))
          + " of the images and turn ";
    }
    String rates = NumberFormats.range(sets.stream().mapToDouble(SetResult::teacherFoolingRate));
    return sets.stream().map(SetResult::attack).distinct().count() > 1
        ? "Each attack changes" + answer + rates + " of the images, and together they turn "
        : "The attack changes" + answer + rates + " of the images and turns ";
  }

  private static String evidence(SuiteResult result, String attack, List<MethodMean> means) {
    List<Comparison> tests = dirTests(result).toList();
    List<CellResult> students =
        result.cells().stream()
            .filter(c -> c.done() && c.attack().equals(attack))
            .filter(c -> means.stream().anyMatch(mean -> mean.method().equals(c.method())))
            .toList();
    if (students.size() == 1) {
      CellResult only = students.get(0);
      return String.format(
          "The DIR is of the %d test images, out of %d, that the student gets right when clean.",
          only.dirDenominator(), only.accDenominator());
    }
    String basis =
        String.format(
            "The figures rest on %s of %s on %s",
            NumberFormats.count(students.size(), "student"),
            NumberFormats.count(means.size(), "method"),
            NumberFormats.count(result.targets().size(), "target"));
    if (tests.isEmpty()) {
      return basis + ".";
    }
    long significant = tests.stream().filter(c -> c.adjusted() < SIGNIFICANT).count();
    return String.format(
        "%s; %d of %s of DIR between methods show a difference (p < 0.05, corrected).",
        basis, significant, NumberFormats.count(tests.size(), "paired test"));
  }

  /** Whether the self-checks let the figures be believed. */
  private static String credibility(SuiteResult result) {
    long errors = count(result, Finding.Severity.ERROR);
    if (errors > 0) {
      return NumberFormats.count(errors, "grave finding")
          + " below: some figures are not to be relied on.";
    }
    long warnings = count(result, Finding.Severity.WARNING);
    if (warnings > 0) {
      String kinds =
          result.findings().stream()
              .filter(f -> f.severity() == Finding.Severity.WARNING)
              .map(Finding::id)
              .distinct()
              .collect(Collectors.joining(", "));
      return NumberFormats.count(warnings, "warning")
          + " below "
          + (warnings == 1 ? "limits" : "limit")
          + " what the figures say: "
          + kinds
          + ".";
    }
    return "The self-checks of data, attack and statistics found nothing against the figures.";
  }

  private static long count(SuiteResult result, Finding.Severity severity) {
    return result.findings().stream().filter(f -> f.severity() == severity).count();
  }
}
