package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;

/**
 * A table as Markdown and paper have it.
 *
 * @param title what it shows, in a phrase
 * @param texts how many of the first columns are text; the others are numbers
 * @param heads of the columns
 * @param rows as many texts as heads, each
 */
public record TextTable(String title, int texts, List<String> heads, List<List<String>> rows) {
  public TextTable {
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
  }

  /** What each attack does: ensembles, white box, and whether it finds what was planted. */
  public static List<TextTable> ofAttacks(SuiteResult result) {
    return List.of(members(result), whiteBox(result), checks(result));
  }

  /** What attacks on students may do to an image, each attack once. */
  public static String threats(List<WhiteBoxResult> whiteBox) {
    return whiteBox.stream()
        .map(w -> w.attack() + ": " + w.threatModel())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static TextTable members(SuiteResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (EnsembleMembers ensemble : EnsembleMembers.of(result)) {
      for (MemberResult member : ensemble.members()) {
        rows.add(
            List.of(
                ensemble.target(),
                ensemble.method(),
                ensemble.attack(),
                EnsembleMembers.shortened(ensemble.attack(), member.attack()),
                "" + member.fooled(),
                NumberFormats.hundred(ensemble.share(member.fooled())),
                "" + member.added(),
                "" + member.alone()));
      }
    }
    return new TextTable(
        "Attacks, one by one: images fooled, in % of those right when clean, added to the attacks"
            + " before, and fooled by no other; sums over seeds",
        4,
        List.of("Target", "Method", "Ensemble", "Attack", "Fooled", "%", "Added", "Alone"),
        rows);
  }

  private static TextTable whiteBox(SuiteResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (WhiteBoxResult w : result.whiteBox()) {
      rows.add(
          List.of(
              w.target(),
              w.method(),
              w.attack(),
              EnsembleMembers.added(w.attack(), w.members()),
              "" + w.seed(),
              "" + w.images(),
              w.fooled() + " of " + w.correct(),
              NumberFormats.hundred(w.rate()),
              NumberFormats.interval(w.interval())));
    }
    return new TextTable(
        "White box: attacks on the student itself, fooled of the images right when clean"
            + (rows.isEmpty() ? "" : "; " + threats(result.whiteBox())),
        4,
        List.of(
            "Target", "Method", "Attack", "By", "Seed", "Images", "Fooled", "%", "95% interval"),
        rows);
  }

  private static TextTable checks(SuiteResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (AttackCheckResult check : result.attackChecks()) {
      rows.add(
          List.of(
              check.target(),
              check.attack(),
              check.sound() ? "yes" : "NO",
              check.found() + " of " + check.images(),
              "" + check.byNoise()));
    }
    return new TextTable(
        "Whether attacks find the adversarial images that were planted",
        3,
        List.of("Target", "Attack", "Sound", "Found", "By noise"),
        rows);
  }
}
