package org.heredity.api.result;

/**
 * What a paper has for a classifier, typed off its tables on re-engineering; what it does not have
 * is NaN.
 *
 * @param row as the paper names it, such as {@code ResNet20-CIFAR10}
 * @param source authors, venue and where it stands
 * @param weights number of them
 * @param acc shares of test images classified correctly
 * @param scratch the same share of a network trained from random weights
 * @param flops operations an image
 * @param time milliseconds a batch of 16 images
 * @param neurons of modules, by the method that the paper compares with
 * @param moduleAcc shares that modules get right, by that method
 */
public record PublishedTables(
    String row,
    String source,
    BeforeAfter weights,
    BeforeAfter acc,
    double scratch,
    BeforeAfter flops,
    BeforeAfter time,
    BeforeAfter neurons,
    BeforeAfter moduleAcc) {}
