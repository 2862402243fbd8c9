package org.heredity.api.metric;

/**
 * What one student made of every test image, clean and changed; all that ACC and DIR are computed
 * from. The arrays are not copied and must not be written to.
 *
 * @param labels true classes
 * @param clean predicted classes of the clean images
 * @param changed predicted classes of the same images after an attack, or with noise
 */
public record Outcomes(int[] labels, int[] clean, int[] changed) {
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

  /** Test images. */
  public int images() {
    return labels.length;
  }

  /** Whether image {@code i} is classified correctly when clean. */
  public boolean correct(int i) {
    return clean[i] == labels[i];
  }

  /** Whether image {@code i} is correct when clean and wrong when changed. */
  public boolean inherited(int i) {
    return correct(i) && changed[i] != labels[i];
  }

  /** Images classified correctly when clean: ACC's numerator and DIR's denominator. */
  public int correct() {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      count += correct(i) ? 1 : 0;
    }
    return count;
  }

  /** Images correct when clean and wrong when changed: DIR's numerator. */
  public int inherited() {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      count += inherited(i) ? 1 : 0;
    }
    return count;
  }

  /** Share of the clean images classified correctly; NaN without images. */
  public double acc() {
    return share(correct(), labels.length);
  }

  /** Defect inheritance rate; NaN where no image is correct when clean. */
  public double dir() {
    return share(inherited(), correct());
  }

  /** Share of all images that are wrong when changed; NaN without images. */
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
