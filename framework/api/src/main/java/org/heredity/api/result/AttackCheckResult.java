package org.heredity.api.result;

/**
 * Whether an attack finds what certainly is there: an adversarial image was planted within the ball
 * around each of a few test images.
 *
 * @param target name of the target dataset
 * @param attack name of the attack's set
 * @param images that an adversarial was planted for
 * @param found of them, those for which the attack found it or one as good
 * @param byNoise of them, those for which noise of the same epsilon did
 */
public record AttackCheckResult(String target, String attack, int images, int found, int byNoise) {
  /** The share that a sound attack finds (Zimmermann et al., NeurIPS 2022). */
  private static final double EXPECTED = 0.95;

  /**
   * Whether the attack finds nearly all.
   *
   * @return false under 95%
   */
  public boolean sound() {
    return found >= EXPECTED * images;
  }
}
