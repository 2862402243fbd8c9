package org.heredity.api.result;

/**
 * What is known of one adversarial set: it depends on teacher, target and threat model only.
 *
 * @param target name of the target dataset
 * @param attack name of the attack
 * @param threatModel in words, such as {@code L-infinity, eps 8/255 of a pixel, 40 steps of 2/255}
 * @param epsilon greatest change, in {@code unit}
 * @param unit {@code pixel} for values in [0,1], {@code normalised} for normalised ones
 * @param images number of test images attacked
 * @param teacherFoolingRate of the images, the share whose class by the teacher's own head differs
 *     between clean and adversarial; NaN if the teacher has no head
 * @param teacherNoiseRate the same for uniform noise of the same epsilon
 * @param objectiveClean mean objective on clean images
 * @param objectiveAdversarial mean objective on adversarial images
 * @param maxPerturbation largest change of a value, in the threat model's unit
 * @param digest of the stored set
 * @param seconds to make it
 */
public record SetResult(
    String target,
    String attack,
    String threatModel,
    double epsilon,
    String unit,
    int images,
    double teacherFoolingRate,
    double teacherNoiseRate,
    double objectiveClean,
    double objectiveAdversarial,
    double maxPerturbation,
    String digest,
    double seconds) {}
