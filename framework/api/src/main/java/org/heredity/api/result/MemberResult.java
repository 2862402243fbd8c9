package org.heredity.api.result;

/**
 * What one attack of an ensemble does to a student. Counts are of the test images that the student
 * classifies correctly when clean.
 *
 * @param attack name of the attack's set
 * @param fooled images that are wrong on this attack's version
 * @param added of these, images on which no attack before it in the ensemble was successful
 * @param alone of these, images on which no other attack of the ensemble is successful
 */
public record MemberResult(String attack, int fooled, int added, int alone) {}
