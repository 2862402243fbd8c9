package org.heredity.api.attack;

/**
 * How much an attack holds at once, from which follows the memory that it takes.
 *
 * @param networks that are attacked together, each open by itself; at least 1
 * @param copies of each image that go through a network at once, at most; at least 1
 */
public record Demand(int networks, int copies) {
  /** One network, and each image as it is. */
  public static final Demand PLAIN = new Demand(1, 1);

  /**
   * Checks the numbers.
   *
   * @param networks that are attacked together
   * @param copies of each image at once
   * @throws IllegalArgumentException if one is below 1
   */
  public Demand {
    if (networks < 1 || copies < 1) {
      throw new IllegalArgumentException(
          "networks and copies must be at least 1, got " + networks + " and " + copies);
    }
  }
}
