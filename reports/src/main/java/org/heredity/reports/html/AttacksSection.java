package org.heredity.reports.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.reports.text.EnsembleMembers;
import org.heredity.reports.text.NumberFormats;
import org.heredity.reports.text.TextTable;

/** What each attack does: within ensembles, on the students themselves, and where it is planted. */
final class AttacksSection implements Section {
  private record Group(String target, String attack) {}

  @Override
  public String id() {
    return "attacks";
  }

  @Override
  public String heading() {
    return "Attacks, one by one";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    Element content = Element.of("div");
    Map<Group, List<EnsembleMembers>> ensembles =
        EnsembleMembers.of(result).stream()
            .collect(
                Collectors.groupingBy(
                    one -> new Group(one.target(), one.attack()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    ensembles.forEach((group, methods) -> content.with(members(group, methods)));
    if (!result.whiteBox().isEmpty()) {
      content.with(whiteBox(result.whiteBox()));
    }
    if (!result.attackChecks().isEmpty()) {
      boolean amiss =
          result.findings().stream().anyMatch(f -> f.id().equals("attack-misses-planted"));
      content.with(checks(result.attackChecks(), amiss));
    }
    return ensembles.isEmpty() && result.whiteBox().isEmpty() && result.attackChecks().isEmpty()
        ? Optional.empty()
        : Optional.of(content);
  }

  private static Element members(Group group, List<EnsembleMembers> methods) {
    int seeds = methods.stream().mapToInt(EnsembleMembers::seeds).max().orElse(1);
    String what = group.attack() + " on " + group.target();
    HtmlTable table =
        new HtmlTable(
                what
                    + (seeds > 1 ? ": images, summed over " + seeds + " seeds" : ": images")
                    + ", right when clean and wrong on the attack's version")
            .textColumn("Method", "")
            .textColumn("Attack", "")
            .numberColumn("Fooled", "Images that this attack turns wrong")
            .numberColumn("%", "Of the images right when clean")
            .numberColumn("Added", "Of the fooled, those that no attack before it fools")
            .numberColumn("Alone", "Of the fooled, those that no other attack fools");
    int rows = 0;
    for (EnsembleMembers method : methods) {
      for (MemberResult member : method.members()) {
        table
            .row()
            .cell(method.method())
            .cell(EnsembleMembers.shortened(group.attack(), member.attack()));
        fooled(table, method, member.fooled());
        table
            .number(member.added(), "" + member.added())
            .number(member.alone(), "" + member.alone());
        rows++;
      }
      table.row().cell(method.method()).cell(Element.text("strong", "all together"));
      fooled(table, method, method.fooled());
      table.number(Double.NaN, "").number(Double.NaN, "");
      rows++;
    }
    return table.folded(what, rows);
  }

  private static void fooled(HtmlTable table, EnsembleMembers method, int images) {
    double share = method.share(images);
    table
        .number(images, images + " / " + method.correct())
        .number(share, NumberFormats.hundred(share));
  }

  private static Element whiteBox(List<WhiteBoxResult> all) {
    HtmlTable table =
        new HtmlTable(
                "White box: attacks on the student itself, one after the other, each on the images"
                    + " that still stand. "
                    + TextTable.threats(all))
            .textColumn("Target", "")
            .textColumn("Method", "")
            .numberColumn("Seed", "")
            .textColumn("Attack", "")
            .numberColumn("Fooled, %", "Of the images right when clean")
            .numberColumn("Fooled", "Of the images right when clean")
            .numberColumn("Images", "Test images looked at")
            .textColumn("By", "Images that each attack adds to those before it");
    for (WhiteBoxResult w : all) {
      table
          .row()
          .cell(w.target())
          .cell(w.method())
          .number(w.seed(), "" + w.seed())
          .cell(w.attack());
      table
          .share(w.rate(), w.interval())
          .number(w.fooled(), w.fooled() + " / " + w.correct())
          .number(w.images(), "" + w.images())
          .cell(EnsembleMembers.added(w.attack(), w.members()));
    }
    return table.folded("White box", all.size());
  }

  private static Element checks(List<AttackCheckResult> all, boolean amiss) {
    HtmlTable table =
        new HtmlTable(
                "Whether attacks find what is there: an adversarial image was planted around some"
                    + " test images; a sound attack finds 95% of them. In an ensemble one has to: others"
                    + " may trade strength on the network at hand for transfer")
            .textColumn("Target", "")
            .textColumn("Attack", "")
            .textColumn("Sound", "")
            .numberColumn("Found", "Of the planted")
            .numberColumn("By noise", "Images for which noise of the same epsilon found one");
    for (AttackCheckResult check : all) {
      table.row().cell(check.target()).cell(check.attack());
      table.cell(
          !check.sound() && amiss
              ? Element.of("span", "failed").text("no")
              : Element.text("span", check.sound() ? "yes" : "no"));
      table
          .number(check.found(), check.found() + " / " + check.images())
          .number(check.byNoise(), "" + check.byNoise());
    }
    return table.folded("Whether attacks find what was planted", all.size());
  }
}
