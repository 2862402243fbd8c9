package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.SuiteResult;

/**
 * What each attack of an ensemble does to the students of a method. Counts are sums over the seeds.
 *
 * @param target name of the target dataset
 * @param method name of the method
 * @param attack the ensemble
 * @param seeds students that were measured
 * @param correct images right when clean
 * @param fooled of them, those that any member turns wrong
 * @param members in the ensemble's order
 */
public record EnsembleMembers(
    String target,
    String method,
    String attack,
    int seeds,
    int correct,
    int fooled,
    List<MemberResult> members) {
  public EnsembleMembers {
    members = List.copyOf(members);
  }

  /** One for each target, ensemble and method, in the order of the cells. */
  public static List<EnsembleMembers> of(SuiteResult result) {
    record Key(String target, String attack, String method) {}
    Map<Key, List<CellResult>> groups = new LinkedHashMap<>();
    for (CellResult c : result.cells()) {
      if (c.done() && !c.members().isEmpty()) {
        groups
            .computeIfAbsent(new Key(c.target(), c.attack(), c.method()), key -> new ArrayList<>())
            .add(c);
      }
    }
    List<EnsembleMembers> all = new ArrayList<>();
    groups.forEach(
        (key, cells) ->
            all.add(
                new EnsembleMembers(
                    key.target(),
                    key.method(),
                    key.attack(),
                    cells.size(),
                    cells.stream().mapToInt(CellResult::dirDenominator).sum(),
                    cells.stream().mapToInt(CellResult::dirNumerator).sum(),
                    summed(cells))));
    return all;
  }

  private static List<MemberResult> summed(List<CellResult> cells) {
    Map<String, MemberResult> sums = new LinkedHashMap<>();
    for (CellResult cell : cells) {
      for (MemberResult member : cell.members()) {
        sums.merge(
            member.attack(),
            member,
            (a, b) ->
                new MemberResult(
                    a.attack(),
                    a.fooled() + b.fooled(),
                    a.added() + b.added(),
                    a.alone() + b.alone()));
      }
    }
    return List.copyOf(sums.values());
  }

  /** The share of the images right when clean; NaN where none is. */
  public double share(int images) {
    return correct == 0 ? Double.NaN : (double) images / correct;
  }

  /** Names of the sets that a cell is of: its ensemble's members, or its attack. */
  public static List<String> sets(CellResult cell) {
    return cell.members().isEmpty()
        ? List.of(cell.attack())
        : cell.members().stream().map(MemberResult::attack).toList();
  }

  /** A member's name beside its ensemble's, {@code mi} for {@code standard-1.mi}. */
  public static String shortened(String ensemble, String member) {
    String start = ensemble + ".";
    return member.startsWith(start) && member.length() > start.length()
        ? member.substring(start.length())
        : member;
  }

  /** What each member adds to those before it, {@code apgd-ce 58, square 1}; zeros left out. */
  public static String added(String ensemble, List<MemberResult> members) {
    List<String> parts =
        members.stream()
            .filter(member -> member.added() > 0)
            .map(member -> shortened(ensemble, member.attack()) + " " + member.added())
            .toList();
    return parts.isEmpty() ? NumberFormats.NONE : String.join(", ", parts);
  }
}
