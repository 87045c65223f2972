return await VeloZ.Api.ApiProgram.RunAsync(args);
