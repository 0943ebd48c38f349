package com.example;

import io.github.cdkbedrockcris.CrisChecks;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Validations;

public final class AllParts {
    private AllParts() {
    }

    public static void main(final String[] args) {
        App app = new App();
        Validations.of(app).addPlugins(new CrisChecks());
        new AllPartsStack(app, "AllParts", StackProps.builder()
                .env(Environment.builder().region("eu-west-1").build())
                .build());
        app.synth();
    }
}
