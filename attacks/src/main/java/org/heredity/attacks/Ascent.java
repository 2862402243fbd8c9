package org.heredity.attacks;

import java.util.Optional;
import org.heredity.api.config.Setting;

/**
 * The settings that attacks of many steps share.
 *
 * @param epsilon budget
 * @param step length of a step
 * @param steps number of steps
 * @param randomStart whether it starts at a random point of the ball
 */
record Ascent(
    @Setting(value = Budget.EPSILON, min = 0) Optional<Double> epsilon,
    @Setting(
            value =
                "length of a step in the budget's unit; if not given a quarter of the budget"
                    + " (strict) or a tenth (paper)",
            min = 0)
        Optional<Double> step,
    @Setting(value = "number of steps", byDefault = "40", min = 1, max = 100000) int steps,
    @Setting(value = "start at a random point of the ball", byDefault = "true")
        boolean randomStart) {}
