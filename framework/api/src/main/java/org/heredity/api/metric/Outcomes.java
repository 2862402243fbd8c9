package org.heredity.api.metric;

/**
 * What one student predicts for every test image, clean and changed: all that ACC and DIR are
 * computed from. The arrays are not copied and must not be written to.
 *
 * @param labels true classes
 * @param clean predicted classes of the clean images
 * @param changed predicted classes of the same images after an attack, or with noise
 */
public record Outcomes(int[] labels, int[] clean, int[] changed) {
  /**
   * Checks that all are of the same images.
   *
   * @param labels true classes
   * @param clean predicted classes of the clean images
   * @param changed predicted classes of the same images after an attack, or with noise
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public Outcomes {
    if (clean.length != labels.length || changed.length != labels.length) {
      throw new IllegalArgumentException(
          labels.length
              + " labels, but "
              + clean.length
              + " clean and "
              + changed.length
              + " changed predictions");
    }
  }

  /**
   * How many test images there are.
   *
   * @return the length of all arrays
   */
  public int images() {
    return labels.length;
  }

  /**
   * Whether an image is classified correctly when clean.
   *
   * @param i number of the image, from 0
   * @return whether its clean version gets its true class
   */
  public boolean correct(int i) {
    return clean[i] == labels[i];
  }

  /**
   * Whether an image is correct when clean and wrong when changed: an inherited defect.
   *
   * @param i number of the image, from 0
   * @return whether the change alone misleads the student
   */
  public boolean inherited(int i) {
    return correct(i) && changed[i] != labels[i];
  }

  /**
   * Images classified correctly when clean.
   *
   * @return ACC's numerator and DIR's denominator
   */
  public int correct() {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      count += correct(i) ? 1 : 0;
    }
    return count;
  }

  /**
   * Images correct when clean and wrong when changed.
   *
   * @return DIR's numerator
   */
  public int inherited() {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      count += inherited(i) ? 1 : 0;
    }
    return count;
  }

  /**
   * Accuracy: the share of the clean images that is classified correctly.
   *
   * @return from 0 to 1; NaN without images
   */
  public double acc() {
    return share(correct(), labels.length);
  }

  /**
   * Defect inheritance rate: of the images classified correctly when clean, the share that is wrong
   * when changed (ReMoS, ICSE 2022).
   *
   * @return from 0 to 1; NaN where no image is correct when clean
   */
  public double dir() {
    return share(inherited(), correct());
  }

  /**
   * Share of all images that is wrong when changed.
   *
   * @return from 0 to 1; NaN without images
   */
  public double error() {
    int wrong = 0;
    for (int i = 0; i < labels.length; i++) {
      wrong += changed[i] != labels[i] ? 1 : 0;
    }
    return share(wrong, labels.length);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
