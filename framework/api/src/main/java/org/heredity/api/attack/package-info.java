/**
 * What an author of attacks needs. {@link org.heredity.api.attack.Attack} is the contract; {@link
 * org.heredity.api.attack.GradientAttack} is the frame of projected gradient ascent, in which an
 * attack says only what it maximises and how far it goes. {@link
 * org.heredity.api.attack.ThreatModel} says what an attacker may do, and {@link
 * org.heredity.api.attack.ProtocolDefaults} what holds where settings say nothing. Random starts,
 * the check that images keep to the threat model, storage and reports are the caller's.
 */
package org.heredity.api.attack;
