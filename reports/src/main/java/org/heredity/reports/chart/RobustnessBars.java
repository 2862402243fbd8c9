package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.chart.GroupedBars.Bar;
import org.heredity.reports.chart.GroupedBars.Series;
import org.heredity.reports.text.NumberFormats;
import org.heredity.reports.text.Robustness;

/**
 * Whether a student inherits little, and whether it is robust: for each method DIR, white box,
 * floor and noise beside each other, one figure a target.
 */
public final class RobustnessBars implements FigureKind {
  // Blue and vermilion are told apart best, by colour-blind readers too.
  private static final int BLUE = 0;
  private static final int GREEN = 2;
  private static final int VERMILION = 4;
  private static final int GREY = 5;

  @Override
  public List<Figure> of(SuiteResult result) {
    List<Robustness> all = Robustness.of(result);
    List<String> targets = all.stream().map(Robustness::target).distinct().toList();
    return targets.stream()
        .map(
            target ->
                figure(
                    target,
                    all.stream().filter(r -> r.target().equals(target)).toList(),
                    targets.size() > 1))
        .toList();
  }

  @Override
  public boolean leads() {
    return true;
  }

  private static Figure figure(String target, List<Robustness> students, boolean severalTargets) {
    String whiteBox = whiteBox(students);
    Series dir = new Series("DIR (" + students.get(0).attack() + ")", BLUE);
    Series itself = new Series("white box (" + whiteBox + ")", VERMILION);
    Series floor = new Series("floor", GREEN);
    Series noise = new Series("noise", GREY);
    List<Bar> bars = new ArrayList<>();
    for (Robustness student : students) {
      add(bars, student, dir, student.dir());
      add(bars, student, itself, student.whiteBox());
      add(bars, student, floor, student.floor());
      add(bars, student, noise, student.noise());
    }
    GroupedBars grouped = new GroupedBars(List.of(dir, itself, floor, noise), bars);
    String on = severalTargets ? " on " + target : "";
    return new Figure(
        severalTargets ? FigureId.of("robustness", target) : "robustness",
        (whiteBox.isEmpty() ? "DIR beside its controls" : "Moved away or robust: DIR and white box")
            + on,
        caption(students, whiteBox),
        "Bar chart of the share of images fooled, by method" + on + ". " + grouped.alternative(),
        grouped.width(),
        320,
        grouped::draw);
  }

  private static void add(List<Bar> bars, Robustness student, Series series, Estimate share) {
    if (!Double.isNaN(share.mean())) {
      bars.add(
          new Bar(
              student.method(), series.name(), share, List.of(), NumberFormats.estimate(share)));
    }
  }

  /** Its name; empty where no student was attacked itself. */
  private static String whiteBox(List<Robustness> students) {
    return students.stream()
        .map(Robustness::whiteBoxAttack)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String caption(List<Robustness> students, String whiteBox) {
    StringBuilder caption = new StringBuilder();
    if (!whiteBox.isEmpty()) {
      caption.append(
          "Low DIR beside a high white box: the student moved away from the teacher and is not"
              + " robust. ");
      if (!students.get(0).sameBudget()) {
        caption.append("The two attacks may not change an image as much. ");
      }
    }
    if (students.stream().anyMatch(s -> !Double.isNaN(s.floor().mean()))) {
      caption.append("Floor: a network that never saw the teacher. ");
    }
    int seeds = students.stream().mapToInt(s -> s.dir().values().size()).max().orElse(0);
    return caption.append(Facts.whiskers(seeds)).toString();
  }
}
