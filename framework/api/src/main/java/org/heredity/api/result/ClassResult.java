package org.heredity.api.result;

/**
 * What was measured of one class.
 *
 * @param name of the class
 * @param images test images of the class
 * @param correct of them, classified correctly when clean
 * @param inherited of those, wrong when adversarial
 */
public record ClassResult(String name, int images, int correct, int inherited) {}
