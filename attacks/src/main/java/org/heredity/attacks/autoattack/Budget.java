package org.heredity.attacks.autoattack;

import java.util.Optional;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Setting;

/**
 * The settings that all members of the ensemble have. Immutable.
 *
 * @param norm how changes are measured
 * @param epsilon largest change, in the threat model's unit; empty for the protocol's default
 */
record Budget(
    @Setting(value = "how changes are measured", byDefault = "l-infinity") Norm norm,
    @Setting(value = ProtocolDefaults.EPSILON, min = 0) Optional<Double> epsilon) {}
