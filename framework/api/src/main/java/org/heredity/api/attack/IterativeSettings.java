package org.heredity.api.attack;

import java.util.Optional;
import org.heredity.api.config.Setting;

/**
 * The settings that iterative gradient attacks share: an attack's own settings, or a component of
 * them under {@link org.heredity.api.config.Inlined}. Immutable.
 *
 * @param epsilon largest change, in the threat model's unit; empty for the protocol's default
 * @param step step size, in the threat model's unit; empty for the protocol's share of epsilon
 * @param steps number of steps
 * @param randomStart whether the attack starts at a uniform point of the ball
 */
public record IterativeSettings(
    @Setting(value = ProtocolDefaults.EPSILON, min = 0) Optional<Double> epsilon,
    @Setting(
            value =
                "step size in epsilon's unit; if not given a quarter of epsilon (strict) or a tenth"
                    + " (paper)",
            min = 0)
        Optional<Double> step,
    @Setting(value = "number of steps", byDefault = "40", min = 1, max = 100000, strength = true)
        int steps,
    @Setting(value = "start at a random point of the ball", byDefault = "true")
        boolean randomStart) {}
