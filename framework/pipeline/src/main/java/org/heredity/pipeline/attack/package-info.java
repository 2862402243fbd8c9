/**
 * Adversarial sets of the teacher, made batch by batch within the threat model and measured as they
 * are stored. Each attack is probed with other epsilons and steps, so that checks can tell whether
 * it works.
 */
package org.heredity.pipeline.attack;
