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
public record AttackCheckResult(String target, String attack, int images, int found, int byNoise) {}
