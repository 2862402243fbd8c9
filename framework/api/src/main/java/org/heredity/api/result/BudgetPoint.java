package org.heredity.api.result;

/**
 * The DIR of a student at one budget of the cell's attack.
 *
 * @param epsilon the budget, in the unit of the cell's set
 * @param dirNumerator test images correct when clean and wrong when adversarial
 * @param dirDenominator test images correct when clean
 */
public record BudgetPoint(double epsilon, int dirNumerator, int dirDenominator) {
  /** The DIR; NaN where no image is correct when clean. */
  public double dir() {
    return dirDenominator == 0 ? Double.NaN : (double) dirNumerator / dirDenominator;
  }
}
