/**
 * Attacks on the teacher, each a small class; {@link org.heredity.attacks.AttacksModule} lists
 * them.
 */
package org.heredity.attacks;
