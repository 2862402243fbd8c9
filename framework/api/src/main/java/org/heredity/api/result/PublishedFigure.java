package org.heredity.api.result;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a paper published of students like a method's in this suite: same protocol, teacher, target,
 * settings and attack. Shares are 0 to 1.
 *
 * @param source paper, venue, year, and the table or figure, in words
 * @param attack the attack as reports name it, see {@link CellResult#attack}
 * @param targets names of the target datasets: one, or those the figures are means over, of which
 *     the suite need not have all
 * @param acc share of the clean test images classified correctly; NaN if not published
 * @param dir defect inheritance rate; NaN if not published
 * @param remarks what is not as published, and what else to know before comparing, one sentence
 *     each
 */
public record PublishedFigure(
    String source,
    String attack,
    List<String> targets,
    double acc,
    double dir,
    List<String> remarks) {
  /**
   * Copies the lists.
   *
   * @param source paper, venue, year, and the table or figure, in words
   * @param attack the attack as reports name it
   * @param targets one target dataset, or those the figures are means over
   * @param acc share of the clean test images classified correctly
   * @param dir defect inheritance rate
   * @param remarks what is not as published, one sentence each
   */
  public PublishedFigure {
    targets = List.copyOf(targets);
    remarks = List.copyOf(remarks);
  }

  /**
   * A published share as its paper printed it, but for zeros at the end.
   *
   * @param share 0 to 1, or NaN
   * @return in percent with at most two decimals, such as {@code 75.3}; empty if NaN
   */
  public static String printed(double share) {
    return Double.isNaN(share)
        ? ""
        : BigDecimal.valueOf(100 * share)
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
  }

  /**
   * What is published in one place of a table, as the papers printed it.
   *
   * @param figures of one target and method; several where several were published
   * @param share one of their shares
   * @return such as {@code 75.3} or {@code 41.04 or 40.52}; empty if nothing was published
   */
  public static String printed(
      List<PublishedFigure> figures, ToDoubleFunction<PublishedFigure> share) {
    return figures.stream()
        .map(figure -> printed(share.applyAsDouble(figure)))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" or "));
  }

  /**
   * Whether these are figures of one row of the results.
   *
   * @param target name of the target dataset
   * @param attackName the attack as reports name it
   * @return whether they are of that target alone, under that attack
   */
  public boolean isOf(String target, String attackName) {
    return attack.equals(attackName) && targets.equals(List.of(target));
  }
}
