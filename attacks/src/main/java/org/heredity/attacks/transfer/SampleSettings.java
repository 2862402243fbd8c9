package org.heredity.attacks.transfer;

import org.heredity.api.config.Setting;

/**
 * Which networks stand in for the student.
 *
 * @param samples networks around the teacher; 0 for the teacher alone
 * @param sampleNoise of a weight, as a share of its tensor's root mean square
 * @param sampleSteps of fine-tuning on the target
 * @param sampleRate learning rate of that
 */
record SampleSettings(
    @Setting(
            value =
                "networks around the teacher that are attacked in its place, each of which needs as"
                    + " much time and memory; 0 for the teacher alone",
            byDefault = "0",
            min = 0,
            max = 100)
        int samples,
    @Setting(
            value =
                "deviation of the noise on a sample's weights, as a share of their tensor's root"
                    + " mean square",
            byDefault = "0.1",
            min = 0,
            max = 10)
        double sampleNoise,
    @Setting(
            value = "steps of SGD on the target's training images that a sample is fine-tuned for",
            byDefault = "0",
            min = 0,
            max = 1000000)
        int sampleSteps,
    @Setting(
            value = "learning rate of the samples' fine-tuning",
            byDefault = "0.005",
            min = 0,
            max = 100)
        double sampleRate) {
  /** Whether samples are fine-tuned, so that they have a head for the target. */
  boolean tuned() {
    return samples > 0 && sampleSteps > 0;
  }
}
