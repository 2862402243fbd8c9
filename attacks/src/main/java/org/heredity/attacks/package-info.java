/**
 * The attacks that Heredity brings: penultimate-pgd, pgd, fgsm, and noise as a control. Each is a
 * class of a few lines on {@link org.heredity.api.attack}, as a plug-in's would be; {@link
 * org.heredity.attacks.AttacksModule} contributes them, and what is in packages of its own: {@link
 * org.heredity.attacks.transfer}.
 */
package org.heredity.attacks;
