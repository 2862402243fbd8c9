package org.heredity.api.result;

import java.util.List;
import org.heredity.api.metric.Interval;

/**
 * What was measured of one student under one attack: a teacher, a target, a method, a seed. Shares
 * are 0 to 1. Where {@link #error} is not null the cell failed and its numbers are NaN or 0.
 *
 * @param target name of the target dataset
 * @param method the method as reports name it, unique within the suite
 * @param seed of the student
 * @param attack name of the attack
 * @param acc share of the clean test images classified correctly
 * @param accNumerator test images classified correctly
 * @param accDenominator test images
 * @param accInterval interval of the ACC, or null if the cell failed
 * @param dir defect inheritance rate: of the test images classified correctly when clean, the share
 *     that is wrong on the adversarial version (ReMoS, ICSE 2022)
 * @param dirNumerator test images correct when clean and wrong when adversarial
 * @param dirDenominator test images correct when clean
 * @param dirInterval interval of the DIR, or null if the cell failed
 * @param adversarialError share of all test images wrong when adversarial
 * @param roundedDir DIR with the adversarial images rounded to 8 bits; NaN if not measured
 * @param noiseDir DIR with uniform noise of the same epsilon in place of the attack; NaN if not
 *     measured
 * @param weightsKept non-zero convolution weights over all of them, head not counted
 * @param moved L2 distance of the student's convolution weights from the teacher's, over the L2
 *     norm of the teacher's; NaN if their convolutions differ, and in older files
 * @param seconds making and evaluating the student, without what is shared
 * @param stages in order
 * @param layers by convolution, in forward order
 * @param curve training and search, in order
 * @param perClass by class, in label order
 * @param sweep DIR at other epsilons, ascending; empty if not measured
 * @param members what each attack of an ensemble does; empty if the attack is a single one
 * @param overNoise excess over the DIR by noise of the same epsilon; null if the cell failed, and
 *     in older files
 * @param overFloor excess over the DIR of a network that was trained from random weights; null if
 *     there is none, the cell is its own, or it failed, and in older files
 * @param studentDigest digest of the student's state dict; empty if the cell failed
 * @param studentFile the student's checkpoint, relative to the suite's folder; empty if none
 * @param error one line saying why the cell failed, or null
 */
public record CellResult(
    String target,
    String method,
    long seed,
    String attack,
    double acc,
    int accNumerator,
    int accDenominator,
    @Nullable Interval accInterval,
    double dir,
    int dirNumerator,
    int dirDenominator,
    @Nullable Interval dirInterval,
    double adversarialError,
    double roundedDir,
    double noiseDir,
    double weightsKept,
    @AddedLater double moved,
    double seconds,
    List<StageTime> stages,
    List<LayerWeights> layers,
    List<CurvePoint> curve,
    List<ClassResult> perClass,
    List<BudgetPoint> sweep,
    @AddedLater List<MemberResult> members,
    @AddedLater @Nullable Excess overNoise,
    @AddedLater @Nullable Excess overFloor,
    String studentDigest,
    String studentFile,
    @Nullable String error) {
  /**
   * Copies the lists.
   *
   * @param target name of the target dataset
   * @param method the method as reports name it, unique within the suite
   * @param seed of the student
   * @param attack name of the attack
   * @param acc share of the clean test images classified correctly
   * @param accNumerator test images classified correctly
   * @param accDenominator test images
   * @param accInterval interval of the ACC
   * @param dir defect inheritance rate
   * @param dirNumerator test images correct when clean and wrong when adversarial
   * @param dirDenominator test images correct when clean
   * @param dirInterval interval of the DIR
   * @param adversarialError share of all test images wrong when adversarial
   * @param roundedDir DIR with the adversarial images rounded to 8 bits
   * @param noiseDir DIR with uniform noise of the same epsilon in place of the attack
   * @param weightsKept non-zero convolution weights over all of them, head not counted
   * @param moved L2 distance of the student's convolution weights from the teacher's, relative
   * @param seconds making and evaluating the student, without what is shared
   * @param stages in order
   * @param layers by convolution, in forward order
   * @param curve training and search, in order
   * @param perClass by class, in label order
   * @param sweep DIR at other epsilons, ascending
   * @param members what each attack of an ensemble does
   * @param overNoise excess over the DIR by noise
   * @param overFloor excess over the DIR of the floor
   * @param studentDigest digest of the student's state dict
   * @param studentFile the student's checkpoint, relative to the suite's folder
   * @param error one line saying why the cell failed
   */
  public CellResult {
    stages = List.copyOf(stages);
    layers = List.copyOf(layers);
    curve = List.copyOf(curve);
    perClass = List.copyOf(perClass);
    sweep = List.copyOf(sweep);
    members = List.copyOf(members);
  }

  /**
   * A cell that could not be measured.
   *
   * @param target name of the target dataset
   * @param method the method as reports name it
   * @param seed of the student
   * @param attack name of the attack
   * @param seconds until it failed
   * @param error one line saying why
   * @return a cell whose numbers are NaN or 0
   */
  public static CellResult failed(
      String target, String method, long seed, String attack, double seconds, String error) {
    double none = Double.NaN;
    return new CellResult(
        target, method, seed, attack, none, 0, 0, null, none, 0, 0, null, none, none, none, none,
        none, seconds, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, null,
        "", "", error);
  }

  /**
   * The same with an excess over a floor, which is known only when all cells are.
   *
   * @param excess over the DIR of the floor
   * @return another cell; this one stays as it is
   */
  public CellResult withFloor(Excess excess) {
    return new CellResult(
        target,
        method,
        seed,
        attack,
        acc,
        accNumerator,
        accDenominator,
        accInterval,
        dir,
        dirNumerator,
        dirDenominator,
        dirInterval,
        adversarialError,
        roundedDir,
        noiseDir,
        weightsKept,
        moved,
        seconds,
        stages,
        layers,
        curve,
        perClass,
        sweep,
        members,
        overNoise,
        excess,
        studentDigest,
        studentFile,
        error);
  }

  /**
   * Whether the cell was measured.
   *
   * @return false if it failed
   */
  public boolean done() {
    return error == null;
  }
}
