/**
 * AutoAttack's standard ensemble (Croce and Hein, "Reliable evaluation of adversarial robustness
 * with an ensemble of diverse parameter-free attacks", ICML 2020), L-infinity and L2, as attacks of
 * their own: {@code apgd-ce}, {@code apgd-t}, {@code fab-t} and {@code square}, and {@code
 * apgd-dlr} of its larger versions. They see logits and true classes; on a student they are a white
 * box.
 *
 * <p>Everything is reckoned image by image: losses, step sizes, checkpoints and random numbers, so
 * that neither batches nor their order matter. {@link
 * org.heredity.attacks.autoattack.EnsembleMember} is the frame: it leaves alone what the network
 * gets wrong anyway, goes on with the images that still stand, and believes only what the network
 * itself confirms.
 */
package org.heredity.attacks.autoattack;
