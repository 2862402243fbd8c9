package org.heredity.api.result;

/**
 * What is known of one adversarial set: it depends on teacher, target and threat model only.
 *
 * @param target name of the target dataset
 * @param attack name of the attack
 * @param threatModel in words, such as {@code L-infinity, eps 8/255 of a pixel, random start}
 * @param norm {@code l-infinity} or {@code l2}; the former where older files say nothing
 * @param epsilon greatest change of an image by that norm, in {@code unit}
 * @param unit {@code pixel} for values in [0,1], {@code normalised} for normalised ones
 * @param images number of test images attacked
 * @param teacherFoolingRate of the images, the share whose class by the teacher's own head differs
 *     between clean and adversarial; NaN if the teacher has no head
 * @param teacherNoiseRate the same for uniform noise of the same epsilon
 * @param objectiveClean mean objective on clean images
 * @param objectiveAdversarial mean objective on adversarial images
 * @param maxPerturbation largest change of an image by that norm, in {@code unit}, from the clean
 *     image as it is: under the protocol {@code paper} the clip to [-2.2, 2.2] alone moves a white
 *     pixel by up to 0.44, beyond epsilon
 * @param meanL2 mean Euclidean length of an image's change, in values of [0,1], all channels
 *     together; NaN in older files
 * @param maxL2 the greatest; NaN in older files
 * @param maxLinf greatest change of a value, in values of [0,1]; NaN in older files
 * @param digest of the stored set
 * @param seconds to make it
 */
public record SetResult(
    String target,
    String attack,
    String threatModel,
    @AddedLater String norm,
    double epsilon,
    String unit,
    int images,
    double teacherFoolingRate,
    double teacherNoiseRate,
    double objectiveClean,
    double objectiveAdversarial,
    double maxPerturbation,
    @AddedLater double meanL2,
    @AddedLater double maxL2,
    @AddedLater double maxLinf,
    String digest,
    double seconds) {
  /** The norm by which the change of an image is that of the value that changes most. */
  public static final String L_INFINITY = "l-infinity";

  /** The norm by which it is the Euclidean length over all values. */
  public static final String L2 = "l2";
}
