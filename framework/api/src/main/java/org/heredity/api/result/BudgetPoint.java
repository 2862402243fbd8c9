package org.heredity.api.result;

/**
 * The DIR of a student at one epsilon of the cell's attack.
 *
 * @param epsilon in the unit of the cell's set
 * @param dirNumerator test images correct when clean and wrong when adversarial
 * @param dirDenominator test images correct when clean
 */
public record BudgetPoint(double epsilon, int dirNumerator, int dirDenominator) {
  /**
   * The DIR at this epsilon.
   *
   * @return from 0 to 1; NaN where no image is correct when clean
   */
  public double dir() {
    return dirDenominator == 0 ? Double.NaN : (double) dirNumerator / dirDenominator;
  }
}
